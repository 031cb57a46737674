import { MENDED, RUCIO_CAUSES, type RucioCause } from './cause.js';

/** What a comparison of a night's files in the Butler with Rucio came to. */
export interface RucioReport {
  /** `[profile@]bucket` */
  readonly bucket: string;
  /** YYYYMMDD */
  readonly night: number;
  /** When it began, in milliseconds since the epoch. */
  readonly at: number;
  readonly durationMs: number;
  /** Files of the Butler that ought to be in Rucio, but for the fresh ones. */
  readonly files: number;
  readonly registered: number;
  /** Ingested a moment ago and not registered yet: they count for nothing. */
  readonly fresh: number;
  /** What is wrong, by cause. */
  readonly wrong: Readonly<Record<RucioCause, number>>;
  /** Of the wrong ones, those that were queued again. */
  readonly queued: number;
}

/** Whether Rucio has all that the Butler has, and nothing else. */
export function isRegistered({ wrong }: Pick<RucioReport, 'wrong'>): boolean {
  return RUCIO_CAUSES.every((cause) => wrong[cause] === 0);
}

/** What Rucio lacks and the registrar can mend. */
export function lacking({ wrong }: Pick<RucioReport, 'wrong'>): number {
  return MENDED.reduce((sum, cause) => sum + wrong[cause], 0);
}

/** As many of each cause as there are of none. */
export function noneWrong(): Record<RucioCause, number> {
  return Object.fromEntries(RUCIO_CAUSES.map((cause) => [cause, 0])) as Record<RucioCause, number>;
}
