import { readFileSync } from 'node:fs';

import {
  ConvexPolygon,
  DegenerateHullError,
  FullSphereHullError,
  HtmPixelization,
  type IndexRange,
  type Vector3,
} from '../src/index.js';

/**
 * What lsst.sphgeom (30.2026.4000) makes of sets of points, one per line: small and large, polar, across RA 0,
 * detectors, focal planes, duplicated and nearly duplicated points, slivers, arcs, trixels and parts of them.
 */
interface ReferenceCase {
  readonly kind: string;
  /** Base64 of little-endian doubles, three to a point. */
  readonly points: string;
  readonly error?: 'degenerate' | 'full-sphere';
  /** The hull's vertices as indices into the points. */
  readonly hull?: readonly number[];
  /** Ranges of HTM level 7 indices. */
  readonly envelope?: readonly IndexRange[];
}

const cases = readFileSync(new URL('./fixtures/polygons.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as ReferenceCase);

const errors = { degenerate: DegenerateHullError, 'full-sphere': FullSphereHullError };
const htm7 = new HtmPixelization(7);

function unpack(points: string): Vector3[] {
  const bytes = Buffer.from(points, 'base64');
  return Array.from({ length: bytes.length / 24 }, (_, i) => [
    bytes.readDoubleLE(24 * i),
    bytes.readDoubleLE(24 * i + 8),
    bytes.readDoubleLE(24 * i + 16),
  ]);
}

describe.each([...new Set(cases.map(({ kind }) => kind))])('of the kind %s', (kind) => {
  it.each(cases.filter((reference) => reference.kind === kind))(
    'hull and envelope are those of the reference, to the bit and in its order, or its error (%#)',
    ({ points: packed, error, hull, envelope }) => {
      const points = unpack(packed);
      if (error) {
        expect(() => ConvexPolygon.convexHull(points)).toThrow(errors[error]);
        return;
      }
      const polygon = ConvexPolygon.convexHull(points);
      expect(polygon.vertices).toEqual(hull!.map((i) => points[i]));
      expect(htm7.envelope(polygon).ranges).toEqual(envelope);
    },
  );
});
