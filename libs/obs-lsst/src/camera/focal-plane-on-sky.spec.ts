import { readFileSync } from 'node:fs';
import { instrumentByName } from '../instrument.js';
import { focalPlaneOnSky } from './focal-plane-on-sky.js';

interface Case {
  readonly instrument: string;
  readonly ra_deg: number;
  readonly dec_deg: number;
  readonly sky_angle_deg: number;
  /** By detector id, as Rubin's DefineVisitsTask projects them. */
  readonly corners: Record<string, [number, number, number][]>;
}

const cases = JSON.parse(
  readFileSync(new URL('../../test/fixtures/focal-plane-on-sky.json', import.meta.url), 'utf8'),
) as Case[];

/** Radians; the reference's own path through pixels and back costs it some 1e-15. */
const TOLERANCE = 1e-13;

test.each(cases)(
  '$instrument at $ra_deg, $dec_deg turned by $sky_angle_deg lies where Rubin puts it',
  (wanted) => {
    const { camera } = instrumentByName(wanted.instrument);
    const found = focalPlaneOnSky(camera, wanted, 250);
    expect(found.size).toBe(camera.detectors.length);
    for (const [id, corners] of Object.entries(wanted.corners)) {
      corners.forEach((corner, index) => {
        const mine = found.get(Number(id))?.[index];
        expect(mine && Math.hypot(...mine.map((x, axis) => x - (corner[axis] as number)))).toBeLessThan(
          TOLERANCE,
        );
      });
    }
  },
);
