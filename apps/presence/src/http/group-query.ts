import { z } from 'zod';
import type { GroupImage } from '../store/group-image.js';
import { refuseDetector } from './rules.js';

/** Longest wait, in seconds: proxies give up after a minute. */
export const MAX_WAIT = 55;

/** How long to wait for what of a group. */
export const groupQuery = z.object({
  wait: z.coerce.number().min(0).max(MAX_WAIT).default(0),
  until: z
    .string()
    .max(4096)
    .default('')
    .transform((text) => text.split(',').filter(Boolean))
    .refine((names) => names.every((name) => refuseDetector(name) === null), 'names no detectors'),
  state: z.enum(['arrived', 'ingested']).default('arrived'),
});

/** What is asked of a group. */
export interface GroupQuestion extends z.output<typeof groupQuery> {
  /** Images of other snaps don't count. */
  readonly snap: number | null;
}

/** Those of a group's images that are asked for. */
export function ofSnap(images: readonly GroupImage[], { snap }: GroupQuestion): readonly GroupImage[] {
  return snap === null ? images : images.filter((image) => image.snap === snap);
}

/** Whether all detectors that are waited for have come as far as that; without any, whether one image has. */
export function isComplete(images: readonly GroupImage[], { until, state }: GroupQuestion): boolean {
  const there = images.filter((image) => image[state] !== null).map(({ detector }) => detector);
  return until.length === 0 ? there.length > 0 : until.every((detector) => there.includes(detector));
}
