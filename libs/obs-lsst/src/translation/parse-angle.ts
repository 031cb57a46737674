/** Degrees as a plain decimal, or with minutes and seconds behind colons or blanks; neither 'NaN' nor '1e1'. */
const ANGLE =
  /^([+-]?)\s*(?:(\d+\.?\d*|\.\d+)|(\d+)(?:\s*:\s*|\s+)(\d+\.?\d*)|(\d+)(?:\s*:\s*|\s+)(\d+)(?:\s*:\s*|\s+)(\d+\.?\d*))$/;

/**
 * Reads an angle that is written as text. Source: astropy, Angle in degrees, without its unit letters.
 *
 * @returns degrees, or null for what is no angle.
 */
export function parseAngle(text: string): number | null {
  const [match, sign, decimal, d2, m2, d3, m3, s3] = ANGLE.exec(text.trim()) ?? [];
  if (match === undefined) return null;
  const [minutes, seconds] = [Number(m2 ?? m3 ?? 0), Number(s3 ?? 0)];
  // Sixty is let pass, as in the reference.
  if (minutes > 60 || seconds > 60) return null;
  const degrees = decimal === undefined ? Number(d2 ?? d3) + minutes / 60 + seconds / 3600 : Number(decimal);
  return sign === '-' ? -degrees : degrees;
}
