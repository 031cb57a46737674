import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { StackDiedError, StackUnavailableError } from './errors.js';
import { type BatchReply, type BatchRequest, stackMessage } from './protocol.js';

/** How the pipelines' process is run. */
export interface StackProcessOptions {
  /** Program and arguments. */
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Imports and opening the repository may take this long, in milliseconds. */
  readonly startTimeoutMs: number;
  /** A batch may take this long, in milliseconds. */
  readonly timeoutMs: number;
  /** Each line of its standard error. */
  readonly onLog: (line: string) => void;
}

/** How long a process that was asked to end may take for it. */
const CLOSE_MS = 10_000;

interface Waiting {
  readonly accept: (message: unknown) => void;
  readonly reject: (error: StackUnavailableError) => void;
}

/**
 * One run of the pipelines' process, from its start to its end. Whatever goes wrong ends it, for good: a process that is late or
 * doesn't keep to the protocol is killed.
 */
export class StackProcess {
  /** Resolves when it has opened the repository. */
  readonly ready: Promise<void>;
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private waiting: Waiting | undefined;
  private failure: StackUnavailableError | undefined;
  private lastWords = '';

  constructor(private readonly options: StackProcessOptions) {
    const [program = '', ...args] = options.command;
    this.child = spawn(program, args, { env: options.env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.ended = new Promise((resolve) => {
      this.child.on('error', (error) => {
        this.fail(`${program} can't be started: ${error.message}`);
        resolve();
      });
      this.child.on('close', (code, signal) => {
        const words = this.lastWords ? `; its last words: ${this.lastWords}` : '';
        const end = signal ?? `exit code ${code}`;
        this.failWith(new StackDiedError(`the pipelines' process ended with ${end}${words}`));
        resolve();
      });
    });
    // A write to a process that has just died is told by its end.
    this.child.stdin?.on('error', () => undefined);
    this.eachLine('stderr', (line) => {
      this.lastWords = line;
      options.onLog(line);
    });
    this.eachLine('stdout', (line) => this.receive(line));
    this.ready = this.answer(options.startTimeoutMs, 'the pipelines to start').then((message) => {
      if (typeof message === 'object' && message && 'unready' in message) {
        const { unready, unavailable } = message as { unready: string; unavailable: 'butler' | null };
        throw this.fail(`the pipelines can't open the repository: ${unready}`, unavailable ?? 'stack');
      }
      if (typeof message !== 'object' || !message || !('ready' in message)) throw this.outOfTurn();
    });
    // Nobody has to wait for it.
    this.ready.catch(() => undefined);
  }

  /** True until something went wrong with it. */
  get alive(): boolean {
    return this.failure === undefined;
  }

  /** Sends a batch and waits for its reply; one at a time. */
  async send(request: BatchRequest): Promise<BatchReply> {
    await this.ready;
    const answer = this.answer(this.options.timeoutMs, `a batch of ${request.files.length} files`);
    this.child.stdin?.write(`${JSON.stringify(request)}\n`);
    const message = (await answer) as BatchReply;
    if (message.id !== request.id) throw this.outOfTurn();
    return message;
  }

  /** Lets it end by itself, and kills it when it doesn't. */
  async close(): Promise<void> {
    this.child.stdin?.end();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), this.alive ? CLOSE_MS : 0);
    await this.ended;
    clearTimeout(timer);
  }

  private answer(timeoutMs: number, what: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.failure) {
        reject(this.failure);
        return;
      }
      const timer = setTimeout(
        () => this.fail(`${what} took longer than ${timeoutMs} ms; the process was killed`),
        timeoutMs,
      );
      const settle = () => {
        clearTimeout(timer);
        this.waiting = undefined;
      };
      this.waiting = {
        accept: (message) => {
          settle();
          resolve(message);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
    });
  }

  private receive(line: string): void {
    const message = stackMessage.safeParse(parseJson(line));
    if (!message.success) {
      this.fail(`the pipelines' process said what it must not: ${line.slice(0, 200)}`);
    } else if (this.waiting) this.waiting.accept(message.data);
    else this.outOfTurn();
  }

  private outOfTurn(): StackUnavailableError {
    return this.fail("the pipelines' process answered what it wasn't asked");
  }

  /** The first failure counts; what comes of it (the end of a killed process) says nothing new. */
  private fail(reason: string, system: StackUnavailableError['system'] = 'stack'): StackUnavailableError {
    return this.failWith(new StackUnavailableError(system, reason));
  }

  private failWith(error: StackUnavailableError): StackUnavailableError {
    if (!this.failure) {
      this.failure = error;
      this.child.kill('SIGKILL');
      this.waiting?.reject(error);
    }
    return this.failure;
  }

  private eachLine(stream: 'stdout' | 'stderr', work: (line: string) => void): void {
    const input = this.child[stream];
    if (input) createInterface({ input }).on('line', work);
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
