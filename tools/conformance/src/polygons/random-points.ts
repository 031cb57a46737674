import { HtmPixelization, type Vector3, normalize } from '@footman/sphgeom';
import type { SeededRandom } from '../support/seeded-random.js';

/** Sets of points in all the ways that have broken spherical geometry before, by name. */
export const POINT_KINDS: Readonly<Record<string, (random: SeededRandom) => Vector3[]>> = {
  /** From seconds of arc to some tens of degrees, in any direction. */
  anywhere: (random) => cloud(random, anyDirection(random), 10 ** random.between(-6, 0)),
  detector: (random) => rectangle(random, anyDirection(random), random.between(0.002, 0.005)),
  'focal plane': (random) => {
    const centre = anyDirection(random);
    return Array.from({ length: 25 }, () => near(random, centre, 0.03)).flatMap((corner) =>
      rectangle(random, corner, 0.004),
    );
  },
  /** The last bits of the coordinates decide. */
  tiny: (random) => cloud(random, anyDirection(random), 10 ** random.between(-15, -8)),
  'repeated points': (random) => {
    const points = cloud(random, anyDirection(random), 10 ** random.between(-9, 0));
    return [...points, ...points.filter(() => random.chance(0.5)), points[0]!, points[0]!];
  },
  'nearly repeated points': (random) => {
    const points = cloud(random, anyDirection(random), 10 ** random.between(-7, -1));
    return points.flatMap((point) => [point, nudged(random, point), point]);
  },
  sliver: (random) => strip(random, 10 ** random.between(-3, 0), 10 ** random.between(-17, -9)),
  'nearly collinear': (random) =>
    strip(random, 10 ** random.between(-6, 0.1), 10 ** random.between(-20, -14)),
  'on one great circle': (random) => {
    const [a, b] = [anyDirection(random), anyDirection(random)];
    return Array.from({ length: random.integer(3, 8) }, () =>
      mix([a, b], [random.next(), random.between(-1, 1)]),
    );
  },
  'on a coordinate plane': (random) =>
    Array.from({ length: random.integer(3, 7) }, () => {
      const angle = random.pick([random.between(0, 7), (random.integer(0, 8) * Math.PI) / 4]);
      return normalize([Math.cos(angle), Math.sin(angle), random.chance(0.2) ? random.between(-1, 1) : 0]);
    }),
  hemispherical: (random) => {
    const centre = anyDirection(random);
    return Array.from({ length: random.integer(3, 20) }, () => {
      const edge = perpendicular(random, centre);
      return mix([edge, centre], [1, random.pick([0, 1e-16, 1e-9, 1e-3, 0.1, -1e-16])]);
    });
  },
  'in no hemisphere': (random) => Array.from({ length: random.integer(4, 12) }, () => anyDirection(random)),
  'with opposite points': (random) => {
    const points = cloud(random, anyDirection(random), 10 ** random.between(-3, 0));
    const [x, y, z] = random.pick(points);
    points.splice(random.integer(0, points.length), 0, [-x, -y, -z]);
    return points;
  },
  'at a pole': (random) => {
    const pole: Vector3 = [0, 0, random.pick([1, -1])];
    const radius = 10 ** random.between(-12, -0.3);
    const points = cloud(random, random.chance(0.5) ? pole : near(random, pole, radius), radius);
    return random.chance(0.3) ? [...points, pole] : points;
  },
  'at a pole, by right ascension': (random) => {
    const distance = 10 ** random.between(-12, -0.5);
    const sign = random.pick([1, -1]);
    return Array.from({ length: random.integer(3, 12) }, (_, i, n = 12) =>
      direction((2 * Math.PI * i) / n, sign * (Math.PI / 2 - distance)),
    );
  },
  'across right ascension 0': (random) => {
    const lat = random.pick([0, random.between(-1.5, 1.5)]);
    const size = 10 ** random.between(-9, -0.5);
    return Array.from({ length: random.integer(3, 9) }, () =>
      direction(
        random.pick([0, 2 * Math.PI, random.between(-size, size)]),
        lat + random.between(-size, size),
      ),
    );
  },
  trixel: (random) => rotated(random, corners(anyTrixel(random, 20))),
  'corners of neighbouring trixels': (random) => {
    const trixel = anyTrixel(random, 12);
    const siblings = Array.from({ length: 4 }, (_, child) => corners(4 * trixel + child)).flat();
    return Array.from({ length: random.integer(3, 9) }, () => random.pick(siblings));
  },
  'corners of trixels, all but a bit': (random) => {
    const nearly = corners(anyTrixel(random, 12)).map((corner) => nudged(random, corner));
    return random.chance(0.5) ? nearly : [...nearly, nudged(random, random.pick(nearly))];
  },
  'on the edges of a trixel': (random) => {
    const [a, b, c] = corners(anyTrixel(random, 12)) as [Vector3, Vector3, Vector3];
    const weights = () => [1 - random.next(), random.pick([0, random.next()])];
    return Array.from(
      { length: random.integer(3, 8) },
      () =>
      mix(random.pick([[a, b], [b, c], [c, a]]), weights()), // prettier-ignore
    );
  },
  'inside of a trixel': (random) => {
    const three = corners(anyTrixel(random, 9));
    return Array.from({ length: random.integer(3, 8) }, () =>
      mix(three, [random.next() + 1e-9, random.next(), random.next()]),
    );
  },
  'around a trixel': (random) => {
    const three = corners(anyTrixel(random, 9));
    const centre = mix(three, [1, 1, 1]);
    return three.map((corner) => mix([corner, centre], [1, -random.pick([0, 1e-15, 1e-6, 0.01])]));
  },
};

function anyDirection(random: SeededRandom): Vector3 {
  if (random.chance(0.1)) return random.pick(SPECIAL);
  const z = random.between(-1, 1);
  const lon = random.between(0, 2 * Math.PI);
  const r = Math.sqrt(1 - z * z);
  return normalize([r * Math.cos(lon), r * Math.sin(lon), z]);
}

/** The axes, and points on borders between octants. */
const SPECIAL: readonly Vector3[] = [
  [1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1],
  normalize([1, 1, 0]), normalize([0, 1, -1]), normalize([-1, 0, 1]), normalize([1, -1, 1]),
]; // prettier-ignore

function direction(lon: number, lat: number): Vector3 {
  return [Math.cos(lon) * Math.cos(lat), Math.sin(lon) * Math.cos(lat), Math.sin(lat)];
}

function near(random: SeededRandom, [x, y, z]: Vector3, radius: number): Vector3 {
  const offset = () => random.between(-radius, radius);
  return normalize([x + offset(), y + offset(), z + offset()]);
}

function cloud(random: SeededRandom, centre: Vector3, radius: number): Vector3[] {
  return Array.from({ length: random.integer(3, 12) }, () => near(random, centre, radius));
}

/** A unit vector at a right angle to another. */
function perpendicular(random: SeededRandom, [x, y, z]: Vector3): Vector3 {
  const [u, v, w] = random.pick([anyDirection(random), [0.6, -0.48, 0.64]] as Vector3[]);
  const across = [y * w - z * v, z * u - x * w, x * v - y * u] as const;
  return across.every((component) => Math.abs(component) < 1e-3)
    ? perpendicular(random, [x, y, z])
    : normalize(across);
}

function rectangle(random: SeededRandom, centre: Vector3, size: number): Vector3[] {
  const u = perpendicular(random, centre);
  const v: Vector3 = [
    centre[1] * u[2] - centre[2] * u[1],
    centre[2] * u[0] - centre[0] * u[2],
    centre[0] * u[1] - centre[1] * u[0],
  ];
  const corner = (a: number, b: number) => mix([centre, u, v], [1, a * size, b * size]);
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
}

function strip(random: SeededRandom, length: number, width: number): Vector3[] {
  const centre = anyDirection(random);
  const along = perpendicular(random, centre);
  return Array.from({ length: random.integer(3, 8) }, () => {
    const [x, y, z] = mix([centre, along], [1, random.between(-length, length)]);
    const offset = () => random.between(-width, width);
    return normalize([x + offset(), y + offset(), z + offset()]);
  });
}

/** Moves a coordinate by a few units in its last place. */
function nudged(random: SeededRandom, point: Vector3): Vector3 {
  const moved = [...point] as [number, number, number];
  moved[random.integer(0, 2)]! *= 1 + random.integer(-4, 4) * 2 ** -53;
  return moved;
}

function mix(points: readonly Vector3[], weights: readonly number[]): Vector3 {
  const sum: [number, number, number] = [0, 0, 0];
  points.forEach((point, i) =>
    point.forEach((component, axis) => (sum[axis]! += (weights[i] ?? 0) * component)),
  );
  return sum.every((component) => component === 0) ? points[0]! : normalize(sum);
}

function anyTrixel(random: SeededRandom, deepest: number): number {
  const first = 8 * 4 ** random.integer(0, deepest);
  return random.integer(first, 2 * first - 1);
}

function corners(trixel: number): Vector3[] {
  return [...HtmPixelization.triangle(trixel).vertices];
}

function rotated(random: SeededRandom, points: Vector3[]): Vector3[] {
  const first = random.integer(0, points.length - 1);
  const turned = [...points.slice(first), ...points.slice(0, first)];
  return random.chance(0.3) ? turned.reverse() : turned;
}
