import { InfrastructureError, WaitError } from './errors.js';
import { GrowingWaits } from './growing-waits.js';

/** How long the workers of a process pause when something they need is away. */
export interface OutageOptions {
  /** The first pause, in milliseconds; pauses double, with jitter. @default 500 */
  readonly firstMs?: number;
  /** The longest pause, in milliseconds. @default 10000 */
  readonly maxMs?: number;
}

/** More are in progress nowhere; forgetting them all costs a pause each. */
const MOST_SUSPECTS = 10_000;

/** How many more jobs may begin. */
export type Allowance = 'all' | 'one' | 'none';

/** Tells how a job ended that was admitted: without an error, or with which. */
export type Verdict = (error?: unknown) => void;

/**
 * Whether what the workers of a process need is there; they share one.
 *
 * The first job that meets with an InfrastructureError stops them all. After a pause one job is let through: if the system is
 * still away the next pause is longer, else all go on. A job that fails again while all others succeed stops nobody.
 */
export class Outage {
  private phase: 'over' | 'pausing' | 'ready' | 'probing' = 'over';
  private readonly firstMs: number;
  private readonly maxMs: number;
  private readonly waits: GrowingWaits;
  private readonly away = new Set<string>();
  private readonly listeners = new Set<() => void>();
  /** Jobs that have met with an InfrastructureError and with no success yet. */
  private readonly suspects = new Set<string>();
  /** The suspect that alone has failed since the last success. */
  private alone: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private last: InfrastructureError | undefined;

  constructor(options: OutageOptions = {}) {
    this.firstMs = options.firstMs ?? 500;
    this.maxMs = options.maxMs ?? 10_000;
    this.waits = new GrowingWaits(this.firstMs, this.maxMs);
  }

  /** Whether something is away, as far as we know. */
  get open(): boolean {
    return this.phase !== 'over';
  }

  get allows(): Allowance {
    if (this.phase === 'over') return 'all';
    return this.phase === 'ready' ? 'one' : 'none';
  }

  /** What is away. */
  systems(): string[] {
    return [...this.away].sort();
  }

  /** What was last met with, as long as something is away. */
  get reason(): InfrastructureError | undefined {
    return this.last;
  }

  /** How long a job lets others go first that has met with an outage so many times before, in milliseconds. */
  standBackMs(times: number): number {
    return Math.min(this.firstMs * 2 ** times, this.maxMs);
  }

  /** Calls the listener whenever `open`, `systems` or `allows` may have changed, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Asks whether a job may begin; null means that it has to go back.
   *
   * @param job by this it's known again when it fails again.
   */
  admit(job = ''): Verdict | null {
    if (this.phase === 'over') return (error) => this.judge(job, error);
    if (this.phase !== 'ready') return null;
    // A job that never ends must not keep all others waiting.
    this.enter('probing', this.maxMs, () => this.letOneThrough());
    return (error) => this.judgeProbe(job, error);
  }

  private judge(job: string, error: unknown): void {
    if (!(error instanceof InfrastructureError)) {
      this.acquit(job);
      return;
    }
    if (this.phase === 'over' && this.isAlone(job)) return;
    this.suspect(job);
    this.note(error);
    if (this.phase === 'over') this.pause();
  }

  private judgeProbe(job: string, error: unknown): void {
    if (error instanceof InfrastructureError) {
      if (this.phase === 'over') return this.judge(job, error);
      this.suspect(job);
      this.away.clear();
      this.note(error);
      this.pause();
      return;
    }
    this.acquit(job);
    // A file's own fault proves little, so the next pause, if there has to be one, is no shorter.
    if (error === undefined || error instanceof WaitError) this.waits.reset();
    this.end();
  }

  /**
   * Whether a job that fails again is the only one that does. Then it's one object that can't be had, such as one whose disk is gone:
   * that tells nothing of the others, which must not stand still for it every time.
   */
  private isAlone(job: string): boolean {
    if (job === '' || !this.suspects.has(job) || (this.alone ?? job) !== job) return false;
    this.alone = job;
    return true;
  }

  private suspect(job: string): void {
    if (this.suspects.size >= MOST_SUSPECTS) this.suspects.clear();
    this.suspects.add(job);
  }

  private note(error: InfrastructureError): void {
    this.away.add(error.system);
    this.last = error;
  }

  private acquit(job: string): void {
    this.suspects.delete(job);
    this.alone = undefined;
  }

  private pause(): void {
    this.enter('pausing', this.waits.take(), () => this.letOneThrough());
  }

  private letOneThrough(): void {
    // Perhaps there is no job to try it with: another process took them, and there is nothing to wait for.
    this.enter('ready', this.maxMs, () => this.end());
  }

  private end(): void {
    this.away.clear();
    this.last = undefined;
    this.enter('over');
  }

  private enter(phase: Outage['phase'], ms?: number, then?: () => void): void {
    clearTimeout(this.timer);
    this.phase = phase;
    if (ms !== undefined && then) this.timer = setTimeout(then, ms).unref();
    for (const listener of this.listeners) listener();
  }
}
