import { orientationAt } from './orientation.js';

/**
 * Whether packed vertices really make a convex, counter-clockwise polygon with an area: no vertex lies to the right of an
 * edge, and every edge has one strictly to its left. Hulls do; decoded bytes can hold anything.
 */
export function isConvex(polygon: Float64Array): boolean {
  for (let from = polygon.length - 3, to = 0; to < polygon.length; from = to, to += 3) {
    let strictlyLeft = false;
    for (let v = 0; v < polygon.length; v += 3) {
      const side = orientationAt(polygon, v, polygon, from, polygon, to);
      if (side < 0) return false;
      if (side > 0) strictlyLeft = true;
    }
    if (!strictlyLeft) return false;
  }
  return true;
}

/**
 * Whether an edge of one of two convex polygons has all of the other polygon strictly to its right. Then they are
 * disjoint; if no edge has, nothing is known. This spares a search most of the full comparison with what is far away.
 */
export function areSeparated(first: Float64Array, second: Float64Array): boolean {
  return hasSeparatingEdge(first, second) || hasSeparatingEdge(second, first);
}

function hasSeparatingEdge(polygon: Float64Array, other: Float64Array): boolean {
  // From the last edge on: a trixel's corner children face their siblings with it.
  for (let to = polygon.length - 3; to >= 0; to -= 3) {
    const from = to === 0 ? polygon.length - 3 : to - 3;
    let v = 0;
    while (v < other.length && orientationAt(other, v, polygon, from, polygon, to) < 0) v += 3;
    if (v >= other.length) return true;
  }
  return false;
}
