import type { TaiTime } from '../observation-info.js';

/** A number as an unevaluated sum of two doubles. */
type Sum = readonly [sum: number, error: number];

/** Adds two doubles without loss: their sum as rounded, and what the rounding lost (Shewchuk 1997, Two-Sum). */
function twoSum(a: number, b: number): Sum {
  const sum = a + b;
  const bVirtual = sum - a;
  const aVirtual = sum - bVirtual;
  return [sum, a - aVirtual + (b - bVirtual)];
}

/** Splits a double in two halves whose products are exact (Veltkamp). */
function split(a: number): Sum {
  const c = 134217729 * a;
  const high = c - (c - a);
  return [high, a - high];
}

/** Multiplies two doubles without loss (Dekker). */
function twoProduct(a: number, b: number): Sum {
  const product = a * b;
  const [aHigh, aLow] = split(a);
  const [bHigh, bLow] = split(b);
  const rest = product - aHigh * bHigh - aLow * bHigh - aHigh * bLow;
  return [product, aLow * bLow - rest];
}

/** Rounds to the nearest integer, halves to the even one, as IEEE 754 does by default. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * Brings the sum of two numbers of days into astropy's normal form: a whole number of days and a fraction between -0.5 and
 * 0.5. Every rounding is astropy's own (`astropy.time.utils.day_frac`), because nanoseconds in a registry come from it.
 *
 * @param divisor what the sum is divided by, such as 86400 for seconds
 */
export function dayFraction(a: number, b: number, divisor = 1): TaiTime {
  const [sum, error] = divisor === 1 ? twoSum(a, b) : divide(twoSum(a, b), divisor);
  const day = roundHalfEven(sum);
  const [fraction, check] = twoSum(sum - day, error);
  // Where the fraction is a half, the part that the sum couldn't hold decides which day is nearer.
  const excess =
    fraction * Math.sign(check) === 0.5 ? roundHalfEven(fraction + 2 * check) : roundHalfEven(fraction);
  const jd1 = day + excess;
  return { jd1, jd2: sum - jd1 + error };
}

function divide([sum, error]: Sum, divisor: number): Sum {
  const quotient = sum / divisor;
  const [product, productError] = twoProduct(quotient, divisor);
  const [rest, restError] = twoSum(sum, -product);
  return twoSum(quotient, (rest + (restError + error - productError)) / divisor);
}
