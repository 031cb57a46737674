import fc from 'fast-check';

import { directions, polygons } from '../test/arbitraries.js';
import { ConvexPolygon } from './convex-polygon.js';
import { InvalidHtmIndexError, InvalidHtmLevelError } from './errors.js';
import { HtmPixelization } from './htm-pixelization.js';
import { Relationship } from './relationship.js';
import { normalize } from './vector3.js';

const htm7 = new HtmPixelization(7);

describe('trixels', () => {
  it.each([
    [
      8,
      0,
      'S0',
      'cAAAAAAAAPA/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAACAAAAAAAAAAIAAAAAAAADwvwAAAAAAAAAAAAAAAAAA8D8AAAAAAAAAAA==',
    ],
    [
      158,
      2,
      'S132',
      'cAAAAAAAAAAAzDt/Zp6g5j/MO39mnqDmvz8sDHC9INq/PywMcL0g2j8/LAxwvSDqvz8sDHC9INq/PywMcL0g6j8/LAxwvSDavw==',
    ],
    [
      958797684863016,
      23,
      'N122000111323122233000220',
      'cNA/rEYxc+e/KMwzz0+Fjb9P8hBM2MTlP8Ot0jUxc+e/p0FFKWuFjb8mJuZb2MTlP6IgRQIxc+e/q1g+z0+Fjb8xT8CV2MTlPw==',
    ],
  ])("%d has the reference's level, name and corners", (index, level, name, encoded) => {
    expect(HtmPixelization.level(index)).toBe(level);
    expect(HtmPixelization.asString(index)).toBe(name);
    expect(HtmPixelization.triangle(index).toBase64()).toBe(encoded);
  });

  it('contain the points that have their index', () => {
    fc.assert(
      fc.property(directions, fc.nat(12), (point, level) => {
        const index = new HtmPixelization(level).index(point);
        expect(HtmPixelization.level(index)).toBe(level);
        // Half-way points are rounded, so that a child may end a rounding beside its parent's edge: step inwards.
        const nearest = HtmPixelization.triangle(index);
        const inside = normalize(
          nearest.vertices.reduce<[number, number, number]>(
            (sum, v) => [sum[0] + 1e-6 * v[0], sum[1] + 1e-6 * v[1], sum[2] + 1e-6 * v[2]],
            [...point],
          ),
        );
        expect(nearest.contains(inside)).toBe(true);
      }),
    );
  });

  it.each([0, 7, 16, 31, 64, 8.5, NaN, -8, 2 ** 53])('have no index %d', (index) => {
    expect(() => HtmPixelization.level(index)).toThrow(InvalidHtmIndexError);
    expect(() => HtmPixelization.triangle(index)).toThrow(InvalidHtmIndexError);
  });

  it.each([-1, 25, 1.5, NaN])('have no level %d', (level) => {
    expect(() => new HtmPixelization(level)).toThrow(InvalidHtmLevelError);
  });
});

describe('an envelope', () => {
  const regions = fc.oneof(polygons(1e-4), polygons(0.02), polygons(0.8));

  it('has the trixels of all points of the region', () => {
    fc.assert(
      fc.property(
        regions,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (region, weights) => {
          const envelope = htm7.envelope(region);
          for (let n = 0; n < 20; n++) {
            const mixed = region.vertices.reduce<[number, number, number]>(
              (sum, v) => {
                const weight = weights.next().value ?? 0;
                return [sum[0] + weight * v[0], sum[1] + weight * v[1], sum[2] + weight * v[2]];
              },
              [0, 0, 0],
            );
            if (!mixed.some((x) => Math.abs(x) > 1e-3)) continue;
            const point = normalize(mixed);
            if (region.contains(point)) expect(envelope.has(htm7.index(point))).toBe(true);
          }
        },
      ),
    );
  });

  it('is what comparing with every trixel of the level would find', () => {
    const htm3 = new HtmPixelization(3);
    const all = Array.from({ length: 8 * 4 ** 3 }, (_, i) => 8 * 4 ** 3 + i);
    fc.assert(
      fc.property(regions, (region) => {
        const touched = all.filter(
          (index) => !(HtmPixelization.triangle(index).relate(region) & Relationship.disjoint),
        );
        expect(htm3.envelope(region).toIndices()).toEqual(touched);
      }),
      { numRuns: 50 },
    );
  });

  it('of a trixel is the trixel and its neighbours at edges and corners', () => {
    const index = 140_000;
    const envelope = htm7.envelope(HtmPixelization.triangle(index));
    expect(envelope.has(index)).toBe(true);
    expect(envelope.cardinality).toBe(13);
  });

  it('is the same for a decoded region, even where its vertices are clockwise', () => {
    const region = ConvexPolygon.convexHull([
      normalize([1, 0, 0]),
      normalize([1, 0.01, 0]),
      normalize([1, 0, 0.01]),
    ]);
    const bytes = region.encode();
    expect(htm7.envelope(ConvexPolygon.decode(bytes)).ranges).toEqual(htm7.envelope(region).ranges);
    const clockwise = Uint8Array.of(
      bytes[0]!,
      ...bytes.subarray(25, 49),
      ...bytes.subarray(1, 25),
      ...bytes.subarray(49),
    );
    expect(htm7.envelope(ConvexPolygon.decode(clockwise)).has(htm7.index(normalize([1, 0.003, 0.003])))).toBe(
      true,
    );
  });
});
