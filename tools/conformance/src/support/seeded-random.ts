/** Random numbers that the seed alone decides (sfc32, by Chris Doty-Humphrey), so that a failure can be had again. */
export class SeededRandom {
  private readonly state: Uint32Array;

  /** @param seeds - such as a run's seed and the number of a case, so that each case stands alone. */
  constructor(...seeds: readonly number[]) {
    this.state = Uint32Array.from([seeds[0] ?? 0, seeds[1] ?? 0, 0x9e3779b9, 1]);
    for (let i = 0; i < 20; i++) this.next();
  }

  /** A number in [0, 1). */
  next(): number {
    const { state } = this;
    const [a, b, c, counter] = state as unknown as [number, number, number, number];
    const sum = (a + b + counter) >>> 0;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + sum;
    state[3] = counter + 1;
    return sum / 2 ** 32;
  }

  /** A number between two others. */
  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** An integer from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.next() * choices.length)] as T;
  }
}
