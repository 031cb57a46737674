/** Waits in milliseconds that double from the first to the longest, with jitter: between half of each and all of it. */
export class GrowingWaits {
  private next: number;

  constructor(
    private readonly firstMs: number,
    private readonly maxMs: number,
  ) {
    this.next = firstMs;
  }

  /** The next wait. */
  take(): number {
    const wait = this.next;
    this.next = Math.min(2 * wait, this.maxMs);
    return wait * (0.5 + Math.random() / 2);
  }

  /** Begins with the first again. */
  reset(): void {
    this.next = this.firstMs;
  }
}
