/** Veltkamp's constant: splits a double into two halves of 26 bits, whose products are exact. */
const SPLITTER = 2 ** 27 + 1;

// With u = 2^-53, the terms dropped below sum to less than 22 u² times the permanent; 64 u² leaves room. The absolute
// part covers underflow of the products' low halves.
const RELATIVE_ERROR = 2 ** -100;
const UNDERFLOW_ERROR = 1e-300;

/**
 * The sign of the determinant with the rows a, b, c from arithmetic of twice a double's precision, or 0 where that isn't
 * certain either. Corners of neighbouring detectors lie on nearly one great circle by the hundred; this settles them
 * without arbitrary precision.
 *
 * @param permanent - of the absolute values of the matrix, for the error bound.
 */
export function doubledDeterminantSign(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  c: Float64Array,
  k: number,
  permanent: number,
): -1 | 0 | 1 {
  let high = 0;
  let low = 0;
  for (let axis = 0; axis < 3; axis++) {
    const next = axis === 2 ? 0 : axis + 1;
    const after = axis === 0 ? 2 : axis - 1;
    const factor = a[i + axis]!;
    const p = b[j + next]!;
    const q = c[k + after]!;
    const r = b[j + after]!;
    const s = c[k + next]!;
    // The minor p q - r s as the sum of two doubles.
    const pq = p * q;
    const rs = r * s;
    const minor = pq - rs;
    const minorLow = differenceError(pq, rs, minor) + (productError(p, q, pq) - productError(r, s, rs));
    // The term a × minor likewise, added to what is there.
    const term = factor * minor;
    const termLow = productError(factor, minor, term) + factor * minorLow;
    const sum = high + term;
    low += differenceError(high, -term, sum) + termLow;
    high = sum;
  }
  const determinant = high + low;
  const error = RELATIVE_ERROR * permanent + UNDERFLOW_ERROR;
  if (determinant > error) return 1;
  if (determinant < -error) return -1;
  return 0;
}

/** What rounding took from a difference x - y (Knuth). */
function differenceError(x: number, y: number, difference: number): number {
  const virtual = x - difference;
  return x - (difference + virtual) + (virtual - y);
}

/** What rounding took from a product x × y (Dekker). */
function productError(x: number, y: number, product: number): number {
  const xc = SPLITTER * x;
  const xh = xc - (xc - x);
  const xl = x - xh;
  const yc = SPLITTER * y;
  const yh = yc - (yc - y);
  const yl = y - yh;
  return xl * yl - (product - xh * yh - xl * yh - xh * yl);
}
