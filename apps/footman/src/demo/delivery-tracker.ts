import type { StoredObject } from '@footman/embedded';
import type { RefusedFile } from './demo-report.js';

/** How far everything has come. */
export interface DemoProgress {
  readonly put: number;
  readonly notified: number;
  readonly ingested: number;
  readonly refused: number;
}

/**
 * Follows each file from its PUT to the Butler or to its refusal. Times are milliseconds since 1970.
 */
export class DeliveryTracker {
  private readonly puts = new Map<string, number>();
  private readonly notifications = new Set<string>();
  private readonly ingests = new Map<string, number>();
  private readonly refusals = new Map<string, string>();
  private readonly earlier = new Set<string>();
  private lastChange = Date.now();

  /** @param onChange called after each step of an object. */
  constructor(
    private readonly expected: ReadonlySet<string>,
    private readonly onChange: (progress: DemoProgress) => void = () => undefined,
  ) {}

  /** The Butler had the file before, by an earlier demonstration: nothing more will be heard of it. */
  hadBefore(key: string): void {
    if (this.expected.has(key)) this.earlier.add(key);
  }

  /** The store has the object. */
  put({ key, eventTime }: StoredObject): void {
    if (!this.puts.has(key)) this.puts.set(key, Date.parse(eventTime));
    this.changed();
  }

  /** The intake has taken the object's notification. */
  notified({ key }: { readonly key: string }): void {
    this.notifications.add(key);
    this.changed();
  }

  /** The Butler has the file. Saying so again changes nothing. */
  ingested({ key, at }: { readonly key: string; readonly at: number }): void {
    this.refusals.delete(key);
    if (!this.ingests.has(key) && !this.earlier.has(key)) this.ingests.set(key, at);
    this.changed();
  }

  /** The pipeline won't take the file, for a reason. */
  refused({ key, reason }: { readonly key: string; readonly reason: string }): void {
    if (!this.ingests.has(key) && !this.earlier.has(key)) this.refusals.set(key, reason);
    this.changed();
  }

  /** Counts of files and sidecars in the store, of notifications, and of expected files in the Butler. */
  get progress(): DemoProgress {
    return {
      put: this.puts.size,
      notified: this.notifications.size,
      ingested: this.ingests.size + this.earlier.size,
      refused: this.refusals.size,
    };
  }

  /** Expected files that the Butler had before. */
  get filesBefore(): number {
    return this.earlier.size;
  }

  /** Expected files that the store has. */
  get filesPut(): number {
    return [...this.expected].filter((key) => this.puts.has(key)).length;
  }

  /** Expected files, in the store or not, that are neither in the Butler nor refused. */
  get missing(): readonly string[] {
    return [...this.expected].filter(
      (key) => !this.ingests.has(key) && !this.earlier.has(key) && !this.refusals.has(key),
    );
  }

  /** The files that were refused, by key. */
  get refusedFiles(): readonly RefusedFile[] {
    return [...this.refusals]
      .map(([key, reason]) => ({ key, reason }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** Seconds from PUT to Butler, one for each file that's there. */
  get latencies(): readonly number[] {
    return [...this.ingests].flatMap(([key, at]) => {
      const put = this.puts.get(key);
      return put === undefined ? [] : [Math.max(0, at - put) / 1000];
    });
  }

  /** Seconds from the first PUT to the last file in the Butler. */
  get seconds(): number {
    const end = Math.max(...this.ingests.values());
    const begin = Math.min(...this.puts.values());
    return Number.isFinite(end) && Number.isFinite(begin) ? (end - begin) / 1000 : 0;
  }

  /** Waits until every expected file is in the Butler or refused, and every notification taken; or nothing has happened for long. */
  async settled(patienceSeconds: number): Promise<void> {
    while (this.missing.length > 0 || this.notifications.size < this.puts.size) {
      if (Date.now() - this.lastChange > patienceSeconds * 1000) return;
      await new Promise((next) => setTimeout(next, 10));
    }
  }

  private changed(): void {
    this.lastChange = Date.now();
    this.onChange(this.progress);
  }
}
