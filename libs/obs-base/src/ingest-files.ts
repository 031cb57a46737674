import type { Repository } from '@footman/butler-client';
import { RefusedFileError } from './errors.js';
import type { FileOutcome, IngestEngine, IngestedExposure } from './ingest-engine.js';
import type { RawFile } from './raw-file.js';
import { RawIngest } from './raw-ingest.js';

/** What became of a list of files. */
export interface IngestReport {
  readonly files: readonly { readonly uri: string; readonly outcome: FileOutcome }[];
  readonly exposures: readonly IngestedExposure[];
}

export interface IngestFilesOptions {
  /** Who writes. @default RawIngest, on the repository */
  readonly engine?: IngestEngine;
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
  {
    concurrency = 64,
    onProgress = () => undefined,
    engine = new RawIngest(repository),
  }: IngestFilesOptions = {},
): Promise<IngestReport> {
  const outcomes: FileOutcome[] = [];
  const exposures: IngestedExposure[] = [];
  const byExposure = new Map<string, { readonly prepared: unknown; readonly position: number }[]>();

  await forEachConcurrently(files, concurrency, async (file, position) => {
    try {
      const prepared = await engine.prepare(file);
      const key = engine.batchKey(prepared);
      const group = byExposure.get(key) ?? [];
      byExposure.set(key, group);
      group.push({ prepared, position });
    } catch (error) {
      if (!(error instanceof RefusedFileError)) throw error;
      outcomes[position] = { status: 'refused', error };
    }
    onProgress('described', 1);
  });

  for (const group of byExposure.values()) {
    // Headers arrive in any order; the first file speaks for its exposure, so let it be the same one every time.
    group.sort((a, b) => a.position - b.position);
    const result = await engine.write(group.map(({ prepared }) => prepared));
    group.forEach(({ position }, index) => (outcomes[position] = result.files[index] as FileOutcome));
    exposures.push(...result.exposures);
    onProgress('written', group.length);
  }
  return {
    files: files.map(({ uri }, position) => ({ uri, outcome: outcomes[position] as FileOutcome })),
    exposures,
  };
}

/** Works on so many items at once; begins no other when one has failed. */
async function forEachConcurrently<T>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const rest = items.entries();
  let failed = false;
  const lane = async () => {
    for (const [index, item] of rest) {
      if (failed) return;
      await work(item, index).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
}
