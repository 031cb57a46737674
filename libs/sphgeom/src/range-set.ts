/** Consecutive indices: from `begin` up to, but without, `end`. */
export type IndexRange = readonly [begin: number, end: number];

/** A set of pixel indices, as ascending ranges that neither overlap nor touch. */
export class RangeSet implements Iterable<IndexRange> {
  private constructor(
    /** The ranges, ascending. */
    readonly ranges: readonly IndexRange[],
  ) {}

  /** The set of ranges that are given in ascending order and don't overlap; touching ones become one. */
  static fromAscending(ranges: Iterable<IndexRange>): RangeSet {
    const merged: [number, number][] = [];
    for (const [begin, end] of ranges) {
      const last = merged.at(-1);
      if (last?.[1] === begin) {
        last[1] = end;
      } else {
        merged.push([begin, end]);
      }
    }
    return new RangeSet(merged);
  }

  /** How many indices there are. */
  get cardinality(): number {
    return this.ranges.reduce((count, [begin, end]) => count + (end - begin), 0);
  }

  /** Whether an index is in the set. */
  has(index: number): boolean {
    return this.ranges.some(([begin, end]) => begin <= index && index < end);
  }

  /** All indices, ascending. */
  toIndices(): number[] {
    const indices: number[] = [];
    for (const [begin, end] of this.ranges) {
      for (let index = begin; index < end; index++) indices.push(index);
    }
    return indices;
  }

  [Symbol.iterator](): Iterator<IndexRange> {
    return this.ranges[Symbol.iterator]();
  }
}
