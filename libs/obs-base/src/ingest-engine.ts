import type { ExposureResult } from '@footman/butler-client';
import type { RefusedFileError } from './errors.js';
import type { RawFile } from './raw-file.js';

/** A file that is in the Butler: its instrument, and what else the engine knows of it. */
export interface StoredFile {
  readonly instrument: string;
  /** YYYYMMDD */
  readonly day_obs?: number | undefined;
  /** The exposure's id. */
  readonly exposure?: number | undefined;
  readonly detector?: number | undefined;
  /** What the registry has: UUID, dataset type and run. */
  readonly dataset?: { readonly id: string; readonly type: string; readonly run: string } | undefined;
  /** When its exposure ended by its header, in milliseconds since the epoch. */
  readonly exposureEnded?: number | undefined;
}

/** What became of one file. */
export type FileOutcome =
  /** It is in the Butler now, or was there already and nothing changed. */
  | (StoredFile & { readonly status: 'ingested' | 'duplicate' })
  /** A guider whose exposure no science file has brought yet; where another service ingests, a file that it hasn't, by its URI. */
  | { readonly status: 'waiting'; readonly obs_id: string }
  /** It can't be ingested as it is. */
  | { readonly status: 'refused'; readonly error: RefusedFileError }
  /** It isn't written, and may be tried again: something went wrong with it alone, or a system went away in mid-batch. */
  | { readonly status: 'failed'; readonly error: Error };

/** What became of an exposure, and whether somebody has to look at it. */
export interface IngestedExposure extends ExposureResult {
  /**
   * True where the exposure was stored before, makes a visit and has none. Another system left it so, or is about to define it; as
   * RawIngestTask does, ingest leaves it alone.
   */
  readonly visitMissing: boolean;
}

/** What a batch did, file by file in the order given, and exposure by exposure. */
export interface IngestResult {
  readonly files: readonly FileOutcome[];
  /** Exposures that are new; engines that know of them also give those that were there. */
  readonly exposures: readonly IngestedExposure[];
}

/**
 * Whoever writes raw files into a Butler repository. Each file is prepared by itself as it comes, at the same time as others; then those
 * of an exposure are written together. All engines are held to the same suite (`engines.spec.ts` of the ingest worker).
 *
 * @typeParam Prepared - what the engine knows of a file before it is written
 */
export interface IngestEngine<Prepared = unknown> {
  /**
   * Does for a file what needs neither its neighbours nor the Butler, such as reading its header.
   *
   * @throws RefusedFileError when that shows that it can't be ingested; storage failures pass through.
   */
  prepare(file: RawFile): Promise<Prepared>;
  /** Files with the same key are best written together. */
  batchKey(file: Prepared): string;
  /**
   * Writes a batch. A file that can't be written never takes its neighbours down.
   *
   * @throws an error with `transient: true` when a system is away: that is no file's fault, and the same batch may be tried again.
   */
  write(files: readonly Prepared[]): Promise<IngestResult>;
}
