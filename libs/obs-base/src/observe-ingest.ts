import type { RegisteredFile, Repository } from '@footman/butler-client';
import type { DescribedRaw } from './described-raw.js';
import { RefusedFileError } from './errors.js';
import type { FileOutcome, IngestEngine, IngestResult } from './ingest-engine.js';
import type { RawFile } from './raw-file.js';
import type { ShadowReport } from './shadow-ingest.js';
import { compareWithRegistry } from './verify/compare-with-registry.js';
import type { Difference } from './verify/difference.js';

/** How long whoever ingests is given to define the visits of a file's exposure, which Rubin's services do afterwards. */
const SETTLED_MS = 30_000;

/**
 * Writes nothing: another service ingests the same files. A file waits until that one has ingested it; then its rows are computed, and every
 * difference from what the registry has is reported.
 */
export class ObserveIngest implements IngestEngine<RawFile> {
  /**
   * @param native - computes; nothing is written with it
   * @param report - gets what each batch's comparison found
   * @param settledMs - a file counts as ingested after this long
   */
  constructor(
    private readonly native: Pick<IngestEngine<DescribedRaw>, 'prepare'>,
    private readonly repository: Repository,
    private readonly report: (report: ShadowReport) => void,
    private readonly settledMs = SETTLED_MS,
  ) {}

  /** Reads nothing yet: a file that waits is looked for again and again. */
  async prepare(file: RawFile): Promise<RawFile> {
    return file;
  }

  batchKey({ uri }: RawFile): string {
    return uri.slice(0, uri.lastIndexOf('/'));
  }

  async write(files: readonly RawFile[]): Promise<IngestResult> {
    const settled = await this.settled(files);
    const described: DescribedRaw[] = [];
    const differences: Difference[] = [];
    const outcomes = await Promise.all(
      files.map(async (file): Promise<FileOutcome> => {
        if (!settled.has(file)) return { status: 'waiting', obs_id: file.uri };
        try {
          const ours = await this.native.prepare(file);
          described.push(ours);
          return { status: 'duplicate', instrument: ours.info.instrument };
        } catch (error) {
          if (error instanceof RefusedFileError) {
            const computed = `refused: ${error.reason} (${error.code})`;
            const key = { uri: file.uri };
            differences.push({ table: 'file', key, field: 'outcome', stored: 'ingested', computed });
            return { status: 'refused', error };
          }
          if ((error as { transient?: boolean }).transient) throw error;
          return { status: 'failed', error: error as Error };
        }
      }),
    );
    differences.push(...(await compareWithRegistry(this.repository, described)));
    if (settled.size > 0) this.report({ files: settled.size, differences });
    return { files: outcomes, exposures: [] };
  }

  /** The files that have been in the Butler for long enough. Another service may name their bucket without its profile. */
  private async settled(files: readonly RawFile[]): Promise<ReadonlySet<RawFile>> {
    const uris = files.flatMap(({ uri }) => [uri, withoutProfile(uri)]);
    const stored = await this.repository.filesAt([...new Set(uris)]);
    const since = Date.now() - this.settledMs;
    const there = new Set(
      stored.filter(({ ingestDate }: RegisteredFile) => ingestDate <= since).map(({ uri }) => uri),
    );
    return new Set(files.filter(({ uri }) => there.has(uri) || there.has(withoutProfile(uri))));
  }
}

function withoutProfile(uri: string): string {
  return uri.replace(/^s3:\/\/[^/@]+@/, 's3://');
}
