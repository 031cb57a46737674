const STEPS = [
  [86_400_000 * 2, 86_400_000, 'd'],
  [3_600_000 * 2, 3_600_000, 'h'],
  [120_000, 60_000, 'min'],
] as const;

/** How long ago, in a unit that a tired person takes in at a glance; nothing for what never was. */
export function age(then: number | null | undefined, now: number): string {
  if (then === null || then === undefined) return '';
  const ms = Math.max(0, now - then);
  for (const [from, unit, name] of STEPS) if (ms >= from) return `${Math.floor(ms / unit)} ${name}`;
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.floor(ms / 1000)} s`;
}
