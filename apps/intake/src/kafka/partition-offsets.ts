/**
 * How far one partition is: what has been read of it, what the queue has, what is committed.
 *
 * Messages may be queued in any order. What may be committed ends at the first that isn't.
 */
export class PartitionOffsets {
  /** The broker has this as ours; -1 while it has nothing. */
  committed: bigint;
  /** One after the partition's last message, as far as is known. */
  end: bigint | undefined;
  private read: bigint;
  /** Read and not queued yet, in ascending order. */
  private readonly pending = new Set<bigint>();

  /** @param start of the first message to read. */
  constructor(start: bigint, committed = -1n) {
    this.read = start;
    this.committed = committed;
  }

  /** Of the message to be read next. */
  get next(): bigint {
    return this.read;
  }

  /** Everything before this one is queued, or of no use to anybody. */
  get queued(): bigint {
    const [first] = this.pending;
    return first ?? this.read;
  }

  /** What is to be committed; undefined if nothing is. */
  get due(): bigint | undefined {
    return this.queued > this.committed ? this.queued : undefined;
  }

  /** Messages that the queue doesn't have yet. */
  get lag(): number | undefined {
    if (this.end === undefined) return undefined;
    return this.end > this.queued ? Number(this.end - this.queued) : 0;
  }

  /** Takes note of messages that were read, in ascending order; `next` is the one to be read after them. */
  begin(offsets: readonly bigint[], next: bigint): void {
    for (const offset of offsets) this.pending.add(offset);
    this.read = next;
  }

  /** Takes note of a message that the queue has. */
  done(offset: bigint): void {
    this.pending.delete(offset);
  }

  /** Goes on somewhere else: what was wanted isn't there. */
  restart(offset: bigint): void {
    this.pending.clear();
    this.read = offset;
    this.committed = -1n;
  }

  /** Has what isn't queued read again. */
  rewind(): void {
    this.read = this.queued;
    this.pending.clear();
  }
}
