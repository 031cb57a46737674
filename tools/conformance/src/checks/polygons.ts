import assert from 'node:assert/strict';
import { ourAnswer, polygonCase, question } from '../polygons/polygon-case.js';
import { numbersOf } from '../support/case-numbers.js';
import type { Conformance } from '../support/conformance.js';

const COUNT = 5000;
/** Cases that are on their way to the reference at the same time. */
const WINDOW = 64;

/** Hulls, their encoding and their HTM overlaps are those of lsst.sphgeom, for random sets of points of every awkward kind. */
export async function polygons({ checks, reference, options }: Conformance): Promise<void> {
  const { seed } = options;
  await checks.check(`sphgeom: the same hulls and HTM overlaps (seed ${seed})`, async () => {
    const numbers = numbersOf(options, COUNT);
    const script = reference.startScript('polygons.py');
    const seen = { polygons: 0, refusals: 0 };
    try {
      for (let begin = 0; begin < numbers.length; begin += WINDOW) {
        const window = numbers.slice(begin, begin + WINDOW).map(async (number) => {
          const asked = polygonCase(seed, number);
          const answer = script.ask(question(asked));
          const ours = ourAnswer(asked);
          const theirs: unknown = JSON.parse(await answer);
          assert.deepEqual(ours, theirs, `--only polygons --seed ${seed} --case ${number} (${asked.kind})`);
          seen[ours.error ? 'refusals' : 'polygons'] += 1;
        });
        await Promise.all(window);
      }
    } finally {
      await script.close();
    }
    return `${seen.polygons} polygons, ${seen.refusals} refusals by both sides`;
  });
}
