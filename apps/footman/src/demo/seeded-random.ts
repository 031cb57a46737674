import { createHash } from 'node:crypto';

/** A source of evenly spread numbers in [0, 1) that is the same for the same words (mulberry32 on a hash of them). */
export function seededRandom(...words: readonly (string | number)[]): () => number {
  let state = createHash('sha256').update(words.join(' ')).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
