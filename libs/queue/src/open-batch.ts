import type { Delivery } from './delivery.js';

/** Where it is remembered what became of a batch's messages. */
export interface BatchRecord<T> {
  /** Only these are left of the batch. */
  cut(rest: readonly T[]): Promise<void>;
  /** These are refused; the same ones twice are kept once. */
  putAside(reason: string, items: readonly T[]): Promise<void>;
}

/** What is said of a batch is written down after this long at the latest, in milliseconds; a batch of a thousand is large. */
const SAVE_MS = 200;

/** A batch that a handler has in hand: what is left of it, and the memory of that. */
export class OpenBatch<T> implements Delivery<T> {
  private readonly closed = new Set<T>();
  private refusals: { readonly reason: string; readonly items: readonly T[] }[] = [];
  private timer: NodeJS.Timeout | undefined;
  private saving: Promise<void> = Promise.resolve();
  private saved = 0;
  private ended = false;

  constructor(
    private readonly items: readonly T[],
    readonly signal: AbortSignal,
    private readonly record: BatchRecord<T>,
    private readonly onError: (error: Error) => void,
  ) {}

  /** Those that are neither done nor refused. */
  get rest(): T[] {
    return this.items.filter((item) => !this.closed.has(item));
  }

  readonly done = (...items: readonly T[]): void => {
    for (const item of items) this.closed.add(item);
    this.saveSoon();
  };

  readonly refuse = (reason: string, ...items: readonly T[]): void => {
    const open = items.filter((item) => !this.closed.has(item));
    if (open.length > 0) this.refusals.push({ reason, items: open });
    this.done(...open);
  };

  /** Writes down what isn't yet. */
  save(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    // One after the other, so that none overtakes a later one.
    this.saving = this.saving.catch(() => undefined).then(() => this.write(true));
    return this.saving;
  }

  /** Ends it: puts aside what is refused. The rest goes with the batch, whatever else is said of it. */
  async end(): Promise<void> {
    this.ended = true;
    clearTimeout(this.timer);
    await this.saving.catch(() => undefined);
    await this.write(false);
  }

  private saveSoon(): void {
    if (this.ended) return;
    this.timer ??= setTimeout(() => this.save().catch(this.onError), SAVE_MS);
  }

  private async write(cut: boolean): Promise<void> {
    // First what is refused: should this process die in between, it comes again and is refused again.
    for (let refusal = this.refusals[0]; refusal; refusal = this.refusals[0]) {
      await this.record.putAside(refusal.reason, refusal.items);
      this.refusals.shift();
    }
    const count = this.closed.size;
    if (!cut || count === this.saved) return;
    await this.record.cut(this.rest);
    this.saved = count;
  }
}
