const float = new Float64Array(1);
const bits = new BigUint64Array(float.buffer);

const FRACTION_BITS = 52n;
const FRACTION_MASK = (1n << FRACTION_BITS) - 1n;
const EXPONENT_MASK = 0x7ffn;

/**
 * The sign of the determinant with the rows (or columns) a, b, c, by integer arithmetic of any precision: no rounding,
 * overflow or underflow. Microseconds instead of the nanoseconds of floating point.
 *
 * The vectors are those at the given offsets of packed arrays.
 */
export function determinantSign(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  c: Float64Array,
  k: number,
): -1 | 0 | 1 {
  const [ax, ay, az] = [a[i]!, a[i + 1]!, a[i + 2]!];
  const [bx, by, bz] = [b[j]!, b[j + 1]!, b[j + 2]!];
  const [cx, cy, cz] = [c[k]!, c[k + 1]!, c[k + 2]!];
  const terms = [
    product(ax, by, cz),
    product(ay, bz, cx),
    product(az, bx, cy),
    product(-ax, bz, cy),
    product(-ay, bx, cz),
    product(-az, by, cx),
  ].filter((term) => term !== undefined);
  if (terms.length === 0) return 0;
  const lowest = terms.reduce(
    (least, { exponent }) => (exponent < least ? exponent : least),
    terms[0]!.exponent,
  );
  const sum = terms.reduce((total, term) => total + (term.mantissa << (term.exponent - lowest)), 0n);
  return sum > 0n ? 1 : sum < 0n ? -1 : 0;
}

interface Scaled {
  /** The value is mantissa × 2^exponent. */
  readonly mantissa: bigint;
  readonly exponent: bigint;
}

/** An exact product, or undefined if it is zero. Poles and axes have many zeros, and skipping them skips most of the work. */
function product(x: number, y: number, z: number): Scaled | undefined {
  if (x === 0 || y === 0 || z === 0) return undefined;
  const [u, v, w] = [decompose(x), decompose(y), decompose(z)];
  return { mantissa: u.mantissa * v.mantissa * w.mantissa, exponent: u.exponent + v.exponent + w.exponent };
}

/** A double as an integer times a power of two (whose constant bias is left out: all products have it threefold). */
function decompose(value: number): Scaled {
  float[0] = value;
  const word = bits[0]!;
  const biased = (word >> FRACTION_BITS) & EXPONENT_MASK;
  const fraction = word & FRACTION_MASK;
  // Subnormal numbers have no hidden bit, and the exponent of the smallest normal ones.
  const magnitude = biased === 0n ? fraction : fraction | (1n << FRACTION_BITS);
  return { mantissa: value < 0 ? -magnitude : magnitude, exponent: biased === 0n ? 1n : biased };
}
