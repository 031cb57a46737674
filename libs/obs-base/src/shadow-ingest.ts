import type { Repository } from '@footman/butler-client';
import type { DescribedRaw } from './described-raw.js';
import { RefusedFileError, type RefusalCode } from './errors.js';
import type { FileOutcome, IngestEngine, IngestResult } from './ingest-engine.js';
import type { RawFile } from './raw-file.js';
import { compareWithRegistry } from './verify/compare-with-registry.js';
import type { Difference } from './verify/difference.js';

/** What comparing a batch found. */
export interface ShadowReport {
  /** Files that could be compared. */
  readonly files: number;
  readonly differences: readonly Difference[];
}

/** What our own rules make of a file: its description, its refusal, or another error that says nothing about it. */
type Computed = { readonly described: DescribedRaw } | { readonly error: unknown };

interface Shadowed<Prepared> {
  readonly file: RawFile;
  readonly prepared: Prepared;
  readonly computed: Promise<Computed>;
}

/** Refusals that follow from the file alone; the others depend on what the registry had at that time. */
const OF_THE_FILE: readonly RefusalCode[] = [
  'unreadable-header',
  'unknown-instrument',
  'untranslatable-header',
  'not-a-guider',
];

/**
 * Lets another engine write, computes the rows of the same files itself, and reports every difference from what the registry has then.
 * The outcome is always the other engine's.
 */
export class ShadowIngest<Prepared> implements IngestEngine<Shadowed<Prepared>> {
  /**
   * @param native - computes; nothing is written with it
   * @param report - gets what each batch's comparison found
   * @param onError - gets what kept files from being compared
   */
  constructor(
    private readonly writer: IngestEngine<Prepared>,
    private readonly native: Pick<IngestEngine<DescribedRaw>, 'prepare'>,
    private readonly repository: Repository,
    private readonly report: (report: ShadowReport) => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  async prepare(file: RawFile): Promise<Shadowed<Prepared>> {
    const computed = this.native.prepare(file).then(
      (described): Computed => ({ described }),
      (error: unknown): Computed => ({ error }),
    );
    return { file, prepared: await this.writer.prepare(file), computed };
  }

  batchKey({ prepared }: Shadowed<Prepared>): string {
    return this.writer.batchKey(prepared);
  }

  async write(files: readonly Shadowed<Prepared>[]): Promise<IngestResult> {
    const result = await this.writer.write(files.map(({ prepared }) => prepared));
    try {
      this.report(await this.compare(files, result.files));
    } catch (error) {
      this.onError(error);
    }
    return result;
  }

  private async compare(
    files: readonly Shadowed<Prepared>[],
    outcomes: readonly FileOutcome[],
  ): Promise<ShadowReport> {
    const differences: Difference[] = [];
    const stored: DescribedRaw[] = [];
    let compared = 0;
    for (const [position, { file, computed }] of files.entries()) {
      const ours = await computed;
      if ('error' in ours && !(ours.error instanceof RefusedFileError)) {
        this.onError(ours.error);
        continue;
      }
      compared += 1;
      const outcome = outcomes[position] as FileOutcome;
      const isStored = outcome.status === 'ingested' || outcome.status === 'duplicate';
      if (isStored && 'described' in ours) stored.push(ours.described);
      else if (!agree(outcome, ours)) differences.push(ofOutcome(file.uri, outcome, ours));
    }
    differences.push(...(await compareWithRegistry(this.repository, stored)));
    return { files: compared, differences };
  }
}

/** Whether both think the same of a file that wasn't both stored and described. */
function agree(outcome: FileOutcome, ours: Computed): boolean {
  if (outcome.status === 'failed') return true;
  if (outcome.status === 'waiting')
    return 'described' in ours && ours.described.info.observation_id === outcome.obs_id;
  if (outcome.status === 'refused') return 'error' in ours || !OF_THE_FILE.includes(outcome.error.code);
  return false;
}

function ofOutcome(uri: string, outcome: FileOutcome, ours: Computed): Difference {
  return {
    table: 'file',
    key: { uri },
    field: 'outcome',
    stored: outcome.status === 'refused' ? spoken(outcome.error) : outcome.status,
    computed: 'error' in ours && ours.error instanceof RefusedFileError ? spoken(ours.error) : 'described',
  };
}

const spoken = ({ code, reason }: RefusedFileError): string => `refused: ${reason} (${code})`;
