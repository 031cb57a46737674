export { ConvexPolygon } from './convex-polygon.js';
export {
  DegenerateHullError,
  FullSphereHullError,
  InvalidAngleError,
  InvalidEncodingError,
  InvalidHtmIndexError,
  InvalidHtmLevelError,
  InvalidVectorError,
  SphgeomError,
} from './errors.js';
export { HtmPixelization } from './htm-pixelization.js';
export { fromLonLat, lonLat, type LonLat } from './lon-lat.js';
export { orientation, type Orientation } from './orientation.js';
export { RangeSet, type IndexRange } from './range-set.js';
export { Relationship } from './relationship.js';
export { cross, dot, negate, normalize, robustCross, type Vector3 } from './vector3.js';
