import { negate, scaledSquaredNorm, type Vector3 } from './vector3.js';

/** The vertices of an HTM triangle, packed (9 numbers), counter-clockwise as seen from outside of the sphere. */
export type Trixel = Float64Array;

/** The four children of a trixel, in the order of their indices. */
export type TrixelChildren = readonly [Trixel, Trixel, Trixel, Trixel];

const X: Vector3 = [1, 0, 0];
const Y: Vector3 = [0, 1, 0];
const Z: Vector3 = [0, 0, 1];

/** The octants that HTM begins with, in the order of their indices 8 to 15: four southern ones, four northern ones. */
export const ROOT_TRIXELS: readonly Trixel[] = [
  [X, negate(Z), Y],
  [Y, negate(Z), negate(X)],
  [negate(X), negate(Z), negate(Y)],
  [negate(Y), negate(Z), X],
  [X, Z, negate(Y)],
  [negate(Y), Z, negate(X)],
  [negate(X), Z, Y],
  [Y, Z, X],
].map((vertices) => Float64Array.from(vertices.flat()));

/** Room for a trixel's children, to be filled by {@link subdivide}. */
export function emptyChildren(): TrixelChildren {
  return [new Float64Array(9), new Float64Array(9), new Float64Array(9), new Float64Array(9)];
}

/**
 * Divides a trixel at the middles of its edges. Children 0 to 2 keep its corners 0 to 2, each followed counter-clockwise
 * by the two middles next to it; child 3 is the triangle of the middles.
 */
export function subdivide(trixel: Trixel, children: TrixelChildren): void {
  const [first, second, third, middle] = children;
  setMiddle(middle, 0, trixel, 3, 6);
  setMiddle(middle, 3, trixel, 6, 0);
  setMiddle(middle, 6, trixel, 0, 3);
  setCorner(first, trixel, 0, middle, 6, 3);
  setCorner(second, trixel, 3, middle, 0, 6);
  setCorner(third, trixel, 6, middle, 3, 0);
}

/** The direction half-way between two corners, rounded as `normalize` does. */
function setMiddle(target: Float64Array, at: number, trixel: Trixel, i: number, j: number): void {
  let x = trixel[i]! + trixel[j]!;
  let y = trixel[i + 1]! + trixel[j + 1]!;
  let z = trixel[i + 2]! + trixel[j + 2]!;
  const largest = Math.max(Math.abs(x), Math.abs(y), Math.abs(z));
  x /= largest;
  y /= largest;
  z /= largest;
  const norm = Math.sqrt(scaledSquaredNorm(x, y, z));
  target[at] = x / norm;
  target[at + 1] = y / norm;
  target[at + 2] = z / norm;
}

function setCorner(
  child: Trixel,
  trixel: Trixel,
  corner: number,
  middle: Trixel,
  i: number,
  j: number,
): void {
  for (let axis = 0; axis < 3; axis++) {
    child[axis] = trixel[corner + axis]!;
    child[3 + axis] = middle[i + axis]!;
    child[6 + axis] = middle[j + axis]!;
  }
}
