import { orientationAt } from './orientation.js';

/** How one region lies to another: a set of these bits. None set means no more than that they may intersect. */
export const Relationship = {
  /** Bits of two regions of which nothing is known but that they may have points in common. */
  intersects: 0,
  /** The regions have no point in common. */
  disjoint: 1,
  /** The first region contains the second. */
  contains: 2,
  /** The first region lies within the second. */
  within: 4,
} as const;

/**
 * The relationship of two convex polygons, each given by its packed vertices in counter-clockwise order.
 *
 * The rule is that of lsst.sphgeom, its treatment of touching edges and corners included: boundaries belong to a
 * polygon, and two boundaries cross only where each edge's ends lie strictly on both sides of the other.
 *
 * @returns bits of {@link Relationship}.
 */
export function relatePolygons(first: Float64Array, second: Float64Array): number {
  const m = first.length / 3;
  const n = second.length / 3;
  reserve(m * n);
  const inSecond = fillSides(sides, first, second);
  const inFirst = fillSides(otherSides, second, first);
  if (inSecond === m || inFirst === n) {
    return (inSecond === m ? Relationship.within : 0) | (inFirst === n ? Relationship.contains : 0);
  }
  if (inSecond > 0 || inFirst > 0) return Relationship.intersects;
  return boundariesCross(m, n) ? Relationship.intersects : Relationship.disjoint;
}

/** Whether a polygon contains the vector at an offset of a packed array. */
export function containsAt(polygon: Float64Array, vectors: Float64Array, v: number): boolean {
  for (let from = polygon.length - 3, to = 0; to < polygon.length; from = to, to += 3) {
    if (orientationAt(vectors, v, polygon, from, polygon, to) < 0) return false;
  }
  return true;
}

// Which side of the edges of one polygon the vertices of the other are on: row by vertex, column by edge, where edge e
// ends in vertex e. One pair of tables serves all calls, because the search through trixels is an inner loop.
let sides = new Int8Array(64);
let otherSides = new Int8Array(64);

function reserve(size: number): void {
  if (size <= sides.length) return;
  sides = new Int8Array(2 * size);
  otherSides = new Int8Array(2 * size);
}

/** Fills a table, and counts the vertices that the polygon contains. */
function fillSides(table: Int8Array, vertices: Float64Array, polygon: Float64Array): number {
  let inside = 0;
  let at = 0;
  for (let v = 0; v < vertices.length; v += 3) {
    let outside = false;
    for (let from = polygon.length - 3, to = 0; to < polygon.length; from = to, to += 3) {
      const side = orientationAt(vertices, v, polygon, from, polygon, to);
      table[at++] = side;
      if (side < 0) outside = true;
    }
    if (!outside) inside++;
  }
  return inside;
}

/** Whether an edge a-b of the first polygon and an edge c-d of the second cross. */
function boundariesCross(m: number, n: number): boolean {
  for (let a = m - 1, b = 0; b < m; a = b, b++) {
    for (let c = n - 1, d = 0; d < n; c = d, d++) {
      const aSide = sides[a * n + d]!;
      if (aSide === 0 || aSide !== -sides[b * n + d]!) continue;
      const dSide = otherSides[d * m + b]!;
      if (dSide === aSide && -otherSides[c * m + b]! === aSide) return true;
    }
  }
  return false;
}
