/** Base of everything that this library throws; `code` is stable and meant for programs. */
export abstract class SphgeomError extends Error {
  /** Stable name of the failure, for programs. */
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A vector has no direction: it is zero, or one of its components isn't finite. */
export class InvalidVectorError extends SphgeomError {
  readonly code = 'SPHGEOM_INVALID_VECTOR';
}

/** A latitude lies beyond a pole, or an angle isn't finite. */
export class InvalidAngleError extends SphgeomError {
  readonly code = 'SPHGEOM_INVALID_ANGLE';
}

/** The points don't span an area: fewer than three of them are distinct, or all lie on one great circle. */
export class DegenerateHullError extends SphgeomError {
  readonly code = 'SPHGEOM_DEGENERATE_HULL';

  constructor() {
    super(
      'Cannot build a convex polygon: fewer than 3 of the points are distinct, or all of them lie on one great circle',
    );
  }
}

/** The points fit into no hemisphere, so that their convex hull is the whole sphere. */
export class FullSphereHullError extends SphgeomError {
  readonly code = 'SPHGEOM_FULL_SPHERE_HULL';

  constructor() {
    super('Cannot build a convex polygon: the points fit into no hemisphere, their hull is the whole sphere');
  }
}

/** Bytes or base64 text that don't hold an encoded convex polygon. */
export class InvalidEncodingError extends SphgeomError {
  readonly code = 'SPHGEOM_INVALID_ENCODING';
}

/** A subdivision level that HTM doesn't have. */
export class InvalidHtmLevelError extends SphgeomError {
  readonly code = 'SPHGEOM_INVALID_HTM_LEVEL';

  constructor(readonly level: number) {
    super(`Cannot pixelize at HTM level ${level}: levels are the integers from 0 to 24`);
  }
}

/** A number that isn't the index of a trixel. */
export class InvalidHtmIndexError extends SphgeomError {
  readonly code = 'SPHGEOM_INVALID_HTM_INDEX';

  constructor(readonly index: number) {
    super(`${index} is not an HTM index`);
  }
}
