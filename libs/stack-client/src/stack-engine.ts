import {
  type FileOutcome,
  type IngestEngine,
  type IngestResult,
  type IngestedExposure,
  type RawFile,
  RefusedFileError,
} from '@footman/obs-base';
import { fileURLToPath } from 'node:url';
import { StackDiedError, StackError, StackUnavailableError } from './errors.js';
import type { FileReply } from './protocol.js';
import { StackProcess } from './stack-process.js';

/** How the science pipelines are run. */
export interface StackEngineOptions {
  /** Python with the site's science pipelines, and its arguments. @default ['python3'] */
  readonly python?: readonly string[];
  /** The script that it runs. @default this package's own */
  readonly script?: string;
  /** The repository as lsst.daf.butler names it. */
  readonly repository: string;
  /** The environment of the process; S3 and database credentials are found there. */
  readonly env: NodeJS.ProcessEnv;
  /** Imports and opening the repository may take this long, in milliseconds. @default 120000 */
  readonly startTimeoutMs?: number;
  /** A batch may take this long, in milliseconds. @default 300000 */
  readonly timeoutMs?: number;
  /** After it died, the process is started again at the earliest so much later, in milliseconds; doubled each time up to a minute. @default 1000 */
  readonly restartMs?: number;
  /** Each line that the process logs, such as `WARNING lsst.ingest: ...`. */
  readonly onLog?: (line: string) => void;
}

const LONGEST_RESTART_MS = 60_000;

/** A file over which the process died so often isn't sent any more for that attempt. */
const MOST_DEATHS = 3;

/**
 * Ingests with Rubin's own science pipelines: a long-lived Python process runs RawIngestTask, DefineVisitsTask (one-to-one) and
 * ingest_guider with transfer mode 'direct', as embargo-butler's ingest.py configures them. Batches go one after the other. A process that dies
 * costs its batch nothing but time, and is started again for the next one, after growing waits.
 */
export class StackEngine implements IngestEngine<RawFile> {
  private process: StackProcess | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private lastId = 0;
  private deaths = 0;
  private notBefore = 0;
  private closed = false;
  /** Files that were in flight when the process died, and how often. */
  private readonly suspects = new Map<string, number>();

  constructor(private readonly options: StackEngineOptions) {}

  /** The pipelines read headers themselves. */
  async prepare(file: RawFile): Promise<RawFile> {
    return file;
  }

  /** Files of an exposure share a directory. */
  batchKey({ uri }: RawFile): string {
    return uri.slice(0, uri.lastIndexOf('/'));
  }

  /**
   * Ingests a batch.
   *
   * @throws StackUnavailableError when the process died, is late or isn't started again yet, or the Butler or the object store is away.
   */
  async write(files: readonly RawFile[]): Promise<IngestResult> {
    if (this.closed) throw new StackError('The engine was closed');
    if (files.length === 0) return { files: [], exposures: [] };
    const result = this.turn.then(() => this.send(files));
    this.turn = result.catch(() => undefined);
    return result;
  }

  /**
   * Starts the process if it doesn't run, and waits until it has opened the repository.
   *
   * @throws StackUnavailableError when it doesn't come up, or it isn't time yet to try again.
   */
  async start(): Promise<void> {
    await this.running();
  }

  /** Finishes the batches that were given, then ends the process. */
  async close(): Promise<void> {
    this.closed = true;
    await this.turn;
    await this.process?.close();
  }

  /** Where the process died over one of a batch's files, each goes by itself, so that the one to blame is found. */
  private async send(files: readonly RawFile[]): Promise<IngestResult> {
    if (!files.some(({ uri }) => this.suspects.has(uri))) return this.sendTogether(files);
    const outcomes: FileOutcome[] = [];
    const exposures: IngestedExposure[] = [];
    for (const file of files) {
      try {
        const result = await this.sendAlone(file);
        outcomes.push(...result.files);
        exposures.push(...result.exposures);
      } catch (error) {
        // What the files before it are is known, and has to be told.
        if (outcomes.length === 0) throw error;
        const left = files.length - outcomes.length;
        outcomes.push(...Array(left).fill({ status: 'failed', error: error as Error }));
        break;
      }
    }
    return { files: outcomes, exposures };
  }

  private async sendAlone(file: RawFile): Promise<IngestResult> {
    const { uri } = file;
    if ((this.suspects.get(uri) ?? 0) >= MOST_DEATHS) {
      // The file's next attempt is one more try.
      this.suspects.set(uri, MOST_DEATHS - 1);
      const error = new StackError(`${uri}: the pipelines' process died over it ${MOST_DEATHS} times`);
      return { files: [{ status: 'failed', error }], exposures: [] };
    }
    const result = await this.sendTogether([file]);
    this.suspects.delete(uri);
    return result;
  }

  private async sendTogether(files: readonly RawFile[]): Promise<IngestResult> {
    const process = await this.running();
    const id = ++this.lastId;
    const reply = await this.watched(
      process.send({ id, files: files.map(({ uri, guider, visits = true }) => ({ uri, guider, visits })) }),
    ).catch((error: unknown) => {
      if (error instanceof StackDiedError)
        for (const { uri } of files) this.suspects.set(uri, (this.suspects.get(uri) ?? 0) + 1);
      throw error;
    });
    if ('unavailable' in reply) throw new StackUnavailableError(reply.unavailable, reply.reason);
    this.deaths = 0;
    if (reply.files.length !== files.length) throw new StackError('The pipelines answered for other files');
    return {
      files: reply.files.map((file, position) => outcomeOf(file, (files[position] as RawFile).uri)),
      exposures: reply.exposures.map((exposure): IngestedExposure => ({
        ...exposure,
        status: 'new',
        hasVisit: exposure.visitDefined,
        visitMissing: false,
        differences: [],
      })),
    };
  }

  private async running(): Promise<StackProcess> {
    if (!this.process?.alive) {
      const wait = this.notBefore - Date.now();
      if (wait > 0)
        throw new StackUnavailableError('stack', `the pipelines start again in ${Math.ceil(wait / 1000)} s`);
      this.process = this.spawn();
    }
    const process = this.process;
    await this.watched(process.ready);
    return process;
  }

  private spawn(): StackProcess {
    const { python = ['python3'], env, repository, onLog = () => undefined } = this.options;
    const { startTimeoutMs = 120_000, timeoutMs = 300_000 } = this.options;
    const script =
      this.options.script ?? fileURLToPath(new URL('../python/stack_worker.py', import.meta.url));
    return new StackProcess({
      command: [...python, script],
      env: { ...env, BUTLER_REPO: repository },
      startTimeoutMs,
      timeoutMs,
      onLog,
    });
  }

  /** Notes when a process failed, to wait with the next one; once for each process. */
  private async watched<T>(work: Promise<T>): Promise<T> {
    const process = this.process;
    try {
      return await work;
    } finally {
      if (process && !process.alive && process === this.process) {
        this.process = undefined;
        const wait = Math.min((this.options.restartMs ?? 1000) * 2 ** this.deaths++, LONGEST_RESTART_MS);
        this.notBefore = Date.now() + wait;
      }
    }
  }
}

function outcomeOf(reply: FileReply, uri: string): FileOutcome {
  if (reply.status === 'refused')
    return { status: 'refused', error: new RefusedFileError(reply.code, uri, reply.reason) };
  if (reply.status === 'failed')
    return { status: 'failed', error: new StackError(`${uri}: ${reply.reason}`) };
  if (reply.status === 'unavailable')
    return { status: 'failed', error: new StackUnavailableError(reply.system, reply.reason) };
  return reply;
}
