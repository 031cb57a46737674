import { Refusals } from '../src/refusals.js';

/** Holds back more notifications than Node lets listen to one signal without a word, and again after a release. */
const refusals = new Refusals();
for (let round = 0; round < 2; round += 1) {
  const held = Array.from({ length: 20 }, () => refusals.turn(performance.now()));
  refusals.release();
  await Promise.all(held);
}
