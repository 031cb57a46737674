import type { SkyRegion } from '@footman/butler-client';
import { ConvexPolygon, SphgeomError, type Vector3 } from '@footman/sphgeom';
import type { Difference } from './difference.js';

/** Radians by which vertices may differ: what two platforms' trigonometry makes of the same numbers. */
const TOLERANCE = 1e-12;

/** Compares a region, and the pixels that it overlaps. */
export function compareRegions(
  tables: { readonly region: string; readonly pixels: string },
  key: Difference['key'],
  stored: SkyRegion,
  computed: SkyRegion,
): readonly Difference[] {
  const differences: Difference[] = [];
  const offset = regionOffset(stored.region, computed.region);
  if (offset > TOLERANCE) {
    differences.push({
      table: tables.region,
      key,
      field: 'region',
      stored: stored.region,
      computed: computed.region,
    });
  }
  if (stored.htm7.join() !== computed.htm7.join()) {
    differences.push({
      table: tables.pixels,
      key,
      field: 'skypix_index',
      stored: stored.htm7,
      computed: computed.htm7,
    });
  }
  return differences;
}

/**
 * How far two polygons are apart, in radians: the largest distance of corresponding vertices, where one may begin at any vertex. Infinite
 * where they have different numbers of them, or one can't be read.
 */
export function regionOffset(a: string, b: string): number {
  if (a === b) return 0;
  try {
    const p = ConvexPolygon.fromBase64(a).vertices;
    const q = ConvexPolygon.fromBase64(b).vertices;
    if (p.length !== q.length) return Infinity;
    const offsets = p.map((_, shift) =>
      Math.max(...p.map((vertex, i) => distance(vertex, q[(i + shift) % q.length] as Vector3))),
    );
    return Math.min(...offsets);
  } catch (error) {
    if (error instanceof SphgeomError) return Infinity;
    throw error;
  }
}

const distance = (a: Vector3, b: Vector3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
