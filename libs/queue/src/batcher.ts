/** How items are gathered and what is done with them. */
export interface BatcherOptions<T, R> {
  /** Items with the same key go together. */
  readonly key: (item: T) => string;
  /** A batch runs when no item came for this long, in milliseconds. */
  readonly windowMs: number;
  /** A batch runs at once when it has this many items. */
  readonly maxSize: number;
  /** A batch runs at the latest this long after its first item, in milliseconds. @default 4 × windowMs */
  readonly maxWaitMs?: number;
  /** Returns one outcome per item, in the items' order; a throw rejects all of them. */
  readonly run: (key: string, items: readonly T[]) => Promise<readonly PromiseSettledResult<R>[]>;
}

interface Entry<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (reason: unknown) => void;
}

interface Batch<T, R> {
  readonly entries: Entry<T, R>[];
  readonly deadline: number;
  timer: NodeJS.Timeout;
}

/** Gathers items that come one at a time into batches by key, and gives each its own result. */
export class Batcher<T, R> {
  private readonly batches = new Map<string, Batch<T, R>>();
  private readonly running = new Set<Promise<void>>();
  private unsettled = 0;

  constructor(private readonly options: BatcherOptions<T, R>) {}

  /** Items that have no result yet, gathered or running. */
  get pending(): number {
    return this.unsettled;
  }

  /** Resolves or rejects with the item's own outcome. */
  add(item: T): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      this.unsettled += 1;
      this.gather(this.options.key(item), { item, resolve, reject });
    });
  }

  /** Runs all that was gathered without waiting, and resolves when nothing runs any more; never rejects. */
  async flush(): Promise<void> {
    for (const key of [...this.batches.keys()]) this.release(key);
    while (this.running.size > 0) await Promise.all(this.running);
  }

  private gather(key: string, entry: Entry<T, R>): void {
    const { windowMs, maxWaitMs = 4 * windowMs, maxSize } = this.options;
    let batch = this.batches.get(key);
    if (batch) {
      clearTimeout(batch.timer);
    } else {
      batch = { entries: [], deadline: performance.now() + maxWaitMs, timer: undefined as never };
      this.batches.set(key, batch);
    }
    batch.entries.push(entry);
    if (batch.entries.length >= maxSize) {
      this.release(key);
      return;
    }
    const wait = Math.max(0, Math.min(windowMs, batch.deadline - performance.now()));
    batch.timer = setTimeout(() => this.release(key), wait);
  }

  private release(key: string): void {
    const batch = this.batches.get(key);
    if (!batch) return;
    clearTimeout(batch.timer);
    this.batches.delete(key);
    const run = this.run(key, batch.entries).finally(() => this.running.delete(run));
    this.running.add(run);
  }

  private async run(key: string, entries: readonly Entry<T, R>[]): Promise<void> {
    try {
      const items = entries.map((entry) => entry.item);
      const outcomes = await this.options.run(key, items);
      entries.forEach((entry, index) => settle(entry, outcomes[index]));
    } catch (error) {
      for (const entry of entries) entry.reject(error);
    } finally {
      this.unsettled -= entries.length;
    }
  }
}

function settle<T, R>(entry: Entry<T, R>, outcome: PromiseSettledResult<R> | undefined): void {
  if (outcome?.status === 'fulfilled') entry.resolve(outcome.value);
  else entry.reject(outcome ? outcome.reason : new Error('The batch gave no outcome for this item'));
}
