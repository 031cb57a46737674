import type { ExposureResult, Repository } from '@footman/butler-client';
import { type DescribedRaw, describeRaw } from './described-raw.js';
import { RefusedFileError } from './errors.js';
import type { RawFile } from './raw-file.js';
import { type FileOutcome, RawIngest } from './raw-ingest.js';
import { readRawHeader } from './read-header.js';

/** What became of a list of files. */
export interface IngestReport {
  readonly files: readonly { readonly uri: string; readonly outcome: FileOutcome }[];
  readonly exposures: readonly ExposureResult[];
}

export interface IngestFilesOptions {
  /** Headers read at the same time. @default 64 */
  readonly concurrency?: number;
  /** Called after each header that was read and each file that was written. */
  readonly onProgress?: (step: 'described' | 'written', files: number) => void;
}

/**
 * Ingests files that are at hand, without a queue: reads all headers, then writes exposure by exposure. A file that is refused
 * doesn't stop the others.
 *
 * @throws ButlerError, or the error of the storage, when one of them can't be reached.
 */
export async function ingestFiles(
  repository: Repository,
  files: readonly RawFile[],
  { concurrency = 64, onProgress = () => undefined }: IngestFilesOptions = {},
): Promise<IngestReport> {
  const outcomes = new Map<string, FileOutcome>();
  const exposures: ExposureResult[] = [];
  const byExposure = new Map<string, DescribedRaw[]>();

  await forEachConcurrently(files, concurrency, async (file) => {
    try {
      const raw = describeRaw(file, await readRawHeader(file));
      const key = `${raw.info.instrument}/${raw.info.observation_id}`;
      byExposure.set(key, [...(byExposure.get(key) ?? []), raw]);
    } catch (error) {
      if (!(error instanceof RefusedFileError)) throw error;
      outcomes.set(file.uri, { status: 'refused', error });
    }
    onProgress('described', 1);
  });

  const ingest = new RawIngest(repository);
  for (const raws of byExposure.values()) {
    // Headers arrive in any order; the first file speaks for its exposure, so let it be the same one every time.
    raws.sort((a, b) => (a.uri < b.uri ? -1 : 1));
    const result = await ingest.write(raws);
    raws.forEach(({ uri }, index) => outcomes.set(uri, result.files[index] as FileOutcome));
    exposures.push(...result.exposures);
    onProgress('written', raws.length);
  }
  return { files: files.map(({ uri }) => ({ uri, outcome: outcomes.get(uri) as FileOutcome })), exposures };
}

async function forEachConcurrently<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const lane = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
}
