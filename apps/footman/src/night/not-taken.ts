import type { ExposureReport } from './exposure-report.js';

/** Exposures that there should have been: their seq_nums, the first and the last, are skipped. */
export interface NotTaken {
  readonly instrument: string;
  readonly first: number;
  readonly last: number;
}

/** The gaps in the seq_nums of a night, which begin with 1; `exposures` are ordered by instrument and seq_num. */
export function notTaken(
  exposures: readonly Pick<ExposureReport, 'instrument' | 'seq_num'>[],
): readonly NotTaken[] {
  return exposures.flatMap(({ instrument, seq_num }, i) => {
    const before = exposures[i - 1];
    const first = before?.instrument === instrument ? before.seq_num + 1 : 1;
    return seq_num > first ? [{ instrument, first, last: seq_num - 1 }] : [];
  });
}
