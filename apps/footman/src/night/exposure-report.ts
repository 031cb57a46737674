import type { Cause } from '@footman/reaper';

/**
 * How an exposure stands, in the words of lsst-dm/data-curation-tools' find_missing.py where it has them. `ARRIVING`: some of it came
 * a moment ago, so nothing is said yet. `NOT IN BUCKET`, which it calls impossible: the Butler has more than the bucket. `GONE`: the
 * Butler or the ledger remembers the exposure, and no file of it is left.
 */
export type ExposureLabel =
  | 'complete'
  | '?MORE INGESTED'
  | 'ARRIVING'
  | 'NONE SENT'
  | 'SOME MISSING'
  | 'NOT SENT + NOT INGESTED'
  | 'NONE INGESTED'
  | 'NOT INGESTED'
  | 'NOT IN BUCKET'
  | 'VISIT MISSING'
  | 'GONE';

/** The labels of exposures of which nothing lacks, or may still come by itself. */
export const GOOD_LABELS: readonly ExposureLabel[] = ['complete', '?MORE INGESTED', 'ARRIVING'];

/** Files of one kind of an exposure, counted. */
export interface FileCounts {
  /** Null where nobody says what is to come. */
  readonly expected: number | null;
  /** In the bucket. */
  readonly arrived: number;
  /** In the Butler. */
  readonly ingested: number;
}

/** A file that lacks. */
export interface LackingFile {
  /** The file's name, or the detector's where it isn't in the bucket. */
  readonly file: string;
  readonly cause: Cause | 'not-sent' | 'not-in-bucket';
}

/** How complete an exposure is. */
export interface ExposureReport {
  readonly instrument: string;
  readonly obs_id: string;
  readonly seq_num: number;
  /** Its id in the Butler; null where that doesn't know it. */
  readonly exposure: number | null;
  readonly science: FileCounts;
  readonly guider: FileCounts;
  /** `none`: it is to have none, as far as is known. */
  readonly visit: 'defined' | 'missing' | 'none';
  readonly label: ExposureLabel;
  /** How many files lack, by cause. */
  readonly causes: Readonly<Record<string, number>>;
  readonly files: readonly LackingFile[];
}
