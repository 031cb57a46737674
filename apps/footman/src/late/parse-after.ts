import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A time such as `80h`, in milliseconds. */
export function parseAfter(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*(s|min|h|d)$/.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError('It has to be a time such as 80h, 90min or 3d.');
  return Number(number) * (UNITS[unit] as number);
}
