import {
  type Did,
  type ReplicaFile,
  type RucioClient,
  RucioError,
  RucioInconsistentError,
  RucioInvalidError,
  RucioNotFoundError,
  RucioRefusedError,
} from '@footman/rucio-client';
import { Blame } from './blame.js';
import { FileRefusedError } from './file-refused-error.js';

/** Datasets that are remembered as made. */
const REMEMBERED = 1000;

/** When so many fail one after the other, and none succeeds, all the others would fail. */
const ENOUGH_ALONE = 3;

/** What has become of files so far. */
interface Progress {
  readonly registered: Set<ReplicaFile>;
  /** Those that failed with no neighbour. */
  readonly failed: Map<ReplicaFile, unknown>;
}

/** Registers files of a dataset together, and finds those among them that Rucio doesn't take. */
export class DatasetWriter {
  private readonly made = new Set<string>();
  private readonly blame = new Blame(1);

  constructor(
    private readonly rucio: Pick<RucioClient, 'createDataset' | 'addReplicas' | 'attach'>,
    private readonly rse: string,
  ) {}

  /**
   * Registers files; twice is once.
   *
   * @returns what became of each: rejected with a FileRefusedError where that is its own fault, else with what is against all.
   */
  async write(dataset: Did, files: readonly ReplicaFile[]): Promise<PromiseSettledResult<void>[]> {
    const progress: Progress = { registered: new Set(), failed: new Map() };
    let againstAll: unknown;
    await this.halve(dataset, files, progress).catch((error: unknown) => (againstAll = error));
    return files.map((file) => {
      if (progress.registered.has(file)) return { status: 'fulfilled', value: undefined };
      const error = progress.failed.get(file) ?? againstAll;
      return { status: 'rejected', reason: this.isItsOwn(file, error) ? refused(error) : error };
    });
  }

  /** Halves what fails until the culprit stands alone. @throws what is against all. */
  private async halve(dataset: Did, files: readonly ReplicaFile[], progress: Progress): Promise<void> {
    const { registered, failed } = progress;
    try {
      await this.register(dataset, files);
      for (const file of files) registered.add(file);
      this.blame.acquit(...files.map(({ name }) => name));
    } catch (error) {
      if (!mayBeAFiles(error)) throw error;
      const [file, another] = files;
      if (file && !another) {
        this.blame.suspect(file.name);
        failed.set(file, error);
        if (failed.size >= ENOUGH_ALONE && registered.size === 0 && !isAFiles(error)) throw error;
        return;
      }
      const middle = Math.ceil(files.length / 2);
      await this.halve(dataset, files.slice(0, middle), progress);
      await this.halve(dataset, files.slice(middle), progress);
    }
  }

  /** In this order, since replicas are taken with any checksum; attaching compares it. */
  private async register(dataset: Did, files: readonly ReplicaFile[]): Promise<void> {
    const id = `${dataset.scope}:${dataset.name}`;
    if (!this.made.has(id)) await this.rucio.createDataset(dataset);
    if (this.made.size >= REMEMBERED) this.made.clear();
    this.made.add(id);
    await this.rucio.addReplicas(this.rse, files);
    await this.rucio.attach(dataset, files).catch((error: unknown) => {
      // Somebody removed it.
      if (error instanceof RucioNotFoundError) this.made.delete(id);
      throw error;
    });
  }

  private isItsOwn({ name }: ReplicaFile, error: unknown): boolean {
    if (!isAFiles(error) && !this.blame.isFiles(name)) return false;
    this.blame.forget(name);
    return true;
  }
}

/** Whether an error is about a single file for sure: it is another than Rucio has, or none that could be sent. */
function isAFiles(error: unknown): boolean {
  return (
    error instanceof RucioInconsistentError ||
    (error instanceof RucioInvalidError && error.status === undefined)
  );
}

/** All else that isn't for a time only is about us: a log-in, a right, the RSE, the scope. */
function mayBeAFiles(error: unknown): boolean {
  return isAFiles(error) || error instanceof RucioInvalidError || error instanceof RucioRefusedError;
}

function refused(error: unknown): FileRefusedError {
  return new FileRefusedError((error as RucioError).message, { cause: error });
}
