import { InfrastructureError, WaitError } from './errors.js';
import { GrowingWaits } from './growing-waits.js';

/** How long the workers of a process pause when something they need is away. */
export interface OutageOptions {
  /** The first pause, in milliseconds; pauses double, with jitter. @default 500 */
  readonly firstMs?: number;
  /** The longest pause, in milliseconds. @default 10000 */
  readonly maxMs?: number;
}

/** How many more jobs may begin. */
export type Allowance = 'all' | 'one' | 'none';

/** Tells how a job ended that was admitted: without an error, or with which. */
export type Verdict = (error?: unknown) => void;

/**
 * Whether what the workers of a process need is there; they share one.
 *
 * The first job that meets with an InfrastructureError stops them all. After a pause one job is let through: if the system is
 * still away the next pause is longer, else all go on.
 */
export class Outage {
  private phase: 'over' | 'pausing' | 'ready' | 'probing' = 'over';
  private readonly maxMs: number;
  private readonly waits: GrowingWaits;
  private readonly away = new Set<string>();
  private readonly listeners = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;

  constructor(options: OutageOptions = {}) {
    this.maxMs = options.maxMs ?? 10_000;
    this.waits = new GrowingWaits(options.firstMs ?? 500, this.maxMs);
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

  /** Calls the listener whenever `open`, `systems` or `allows` may have changed, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Asks whether a job may begin; null means that it has to go back. */
  admit(): Verdict | null {
    if (this.phase === 'over') return (error) => this.judge(error);
    if (this.phase !== 'ready') return null;
    // A job that never ends must not keep all others waiting.
    this.enter('probing', this.maxMs, () => this.letOneThrough());
    return (error) => this.judgeProbe(error);
  }

  private judge(error: unknown): void {
    if (!(error instanceof InfrastructureError)) return;
    this.away.add(error.system);
    if (this.phase === 'over') this.pause();
  }

  private judgeProbe(error: unknown): void {
    if (error instanceof InfrastructureError) {
      if (this.phase === 'over') return this.judge(error);
      this.away.clear();
      this.away.add(error.system);
      this.pause();
      return;
    }
    // A file's own fault proves little, so the next pause, if there has to be one, is no shorter.
    if (error === undefined || error instanceof WaitError) this.waits.reset();
    this.end();
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
    this.enter('over');
  }

  private enter(phase: Outage['phase'], ms?: number, then?: () => void): void {
    clearTimeout(this.timer);
    this.phase = phase;
    if (ms !== undefined && then) this.timer = setTimeout(then, ms).unref();
    for (const listener of this.listeners) listener();
  }
}
