export type Vector = readonly [x: number, y: number, z: number];

/** Turns a vector's frame about its first axis, anticlockwise as seen from the axis' end. @param angle radians */
export function aboutX([x, y, z]: Vector, angle: number): Vector {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return [x, cos * y + sin * z, cos * z - sin * y];
}

/** The same about the second axis. */
export function aboutY([x, y, z]: Vector, angle: number): Vector {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return [cos * x - sin * z, y, cos * z + sin * x];
}

/** The same about the third axis. */
export function aboutZ([x, y, z]: Vector, angle: number): Vector {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return [cos * x + sin * y, cos * y - sin * x, z];
}
