import { ConvexPolygon } from './convex-polygon.js';
import { InvalidHtmIndexError, InvalidHtmLevelError } from './errors.js';
import { orientationAt } from './orientation.js';
import { RangeSet, type IndexRange } from './range-set.js';
import { containsAt, Relationship, relatePolygons } from './relationship.js';
import { emptyChildren, ROOT_TRIXELS, subdivide, type Trixel, type TrixelChildren } from './trixel.js';
import { areSeparated, isConvex } from './separation.js';
import type { Vector3 } from './vector3.js';

/** The deepest level; its indices still fit into a number. */
const MAX_LEVEL = 24;

/**
 * The Hierarchical Triangular Mesh: the sphere's octants, divided `level` times into four spherical triangles (trixels).
 * A trixel's index is its octant (8 to 15) followed by two bits for each division, the same as in
 * `lsst.sphgeom.HtmPixelization`.
 */
export class HtmPixelization {
  /** Room for the children at each depth; a search descends through one branch at a time. */
  private readonly rooms: readonly TrixelChildren[];

  /**
   * @param level - 0 to 24. A Butler's common skypix system is level 7, where a trixel's side is about 0.7°.
   * @throws {@link InvalidHtmLevelError}
   */
  constructor(readonly level: number) {
    if (!Number.isInteger(level) || level < 0 || level > MAX_LEVEL) throw new InvalidHtmLevelError(level);
    this.rooms = Array.from({ length: level }, emptyChildren);
  }

  /**
   * The level that an index belongs to.
   *
   * @throws {@link InvalidHtmIndexError}
   */
  static level(index: number): number {
    for (let level = 0, first = 8; level <= MAX_LEVEL; level++, first *= 4) {
      if (index >= first && index < 2 * first && Number.isInteger(index)) return level;
    }
    throw new InvalidHtmIndexError(index);
  }

  /**
   * The trixel with an index of any level, as a polygon.
   *
   * @throws {@link InvalidHtmIndexError}
   */
  static triangle(index: number): ConvexPolygon {
    const [root, ...path] = digits(index);
    const trixel = ROOT_TRIXELS[root!]!.slice();
    const children = emptyChildren();
    for (const child of path) {
      subdivide(trixel, children);
      trixel.set(children[child]!);
    }
    return ConvexPolygon.fromPackedVertices(trixel);
  }

  /**
   * The customary name of a trixel of any level, as `N0123`: hemisphere, octant, then a digit for each division.
   *
   * @throws {@link InvalidHtmIndexError}
   */
  static asString(index: number): string {
    const [root, ...path] = digits(index);
    return `${root! < 4 ? 'S' : 'N'}${root! % 4}${path.join('')}`;
  }

  /** The index of the trixel that a unit vector points into; on a border, of the first one in the order of the tests. */
  index(v: Vector3): number {
    const point = Float64Array.from(v);
    const root = octant(v);
    let trixel = ROOT_TRIXELS[root]!;
    let index = 8 + root;
    for (const children of this.rooms) {
      subdivide(trixel, children);
      // The side that a corner's child shares with the middle one tells whether the point is in it.
      const corner = children.findIndex((child) => orientationAt(point, 0, child, 3, child, 6) >= 0);
      const child = corner < 0 ? 3 : corner;
      trixel = children[child]!;
      index = 4 * index + child;
    }
    return index;
  }

  /**
   * All trixels of this level that a polygon intersects; the number of ranges isn't limited. These are the rows that a
   * Butler keeps of a region's overlaps.
   */
  envelope(region: ConvexPolygon): RangeSet {
    const vertices = region.packedVertices();
    const search: Search = { region: vertices, convex: isConvex(vertices), found: [] };
    ROOT_TRIXELS.forEach((trixel, root) => this.visit(search, trixel, 8 + root, 0));
    return RangeSet.fromAscending(search.found);
  }

  private visit(search: Search, trixel: Trixel, index: number, level: number): void {
    const overlap = overlapOf(trixel, search);
    if (overlap === 'none') return;
    if (overlap === 'whole' || level === this.level) {
      const descendants = 4 ** (this.level - level);
      search.found.push([index * descendants, (index + 1) * descendants]);
      return;
    }
    const children = this.rooms[level]!;
    subdivide(trixel, children);
    for (let child = 0; child < 4; child++) {
      this.visit(search, children[child]!, 4 * index + child, level + 1);
    }
  }
}

/** One search for the trixels that intersect a region. */
interface Search {
  readonly region: Float64Array;
  /** Whether the region is known to be convex, so that separation from a trixel proves them disjoint. */
  readonly convex: boolean;
  readonly found: IndexRange[];
}

/** How much of a trixel the region covers. The shortcuts before the comparison agree with it and settle most cases. */
function overlapOf(trixel: Trixel, { region, convex }: Search): 'none' | 'partial' | 'whole' {
  if (convex && areSeparated(trixel, region)) return 'none';
  if (containsAt(trixel, region, 0) && !containsAt(region, trixel, 0)) return 'partial';
  const relationship = relatePolygons(trixel, region);
  if (relationship & Relationship.disjoint) return 'none';
  return relationship & Relationship.within ? 'whole' : 'partial';
}

/** The octant (0 to 7) and then the number of the child at each division. */
function digits(index: number): number[] {
  let rest = index;
  const path: number[] = [];
  for (let level = HtmPixelization.level(index); level > 0; level--) {
    path.unshift(rest % 4);
    rest = Math.floor(rest / 4);
  }
  return [rest - 8, ...path];
}

/** The octant of a vector. On a border the rules differ from octant to octant: they are those of lsst.sphgeom. */
function octant([x, y, z]: Vector3): number {
  const south = z < 0;
  if (y > 0) return x > 0 ? (south ? 0 : 7) : south ? 1 : 6;
  if (y === 0) return x >= 0 ? (south ? 0 : 7) : south ? 2 : 5;
  return x < 0 ? (south ? 2 : 5) : south ? 3 : 4;
}
