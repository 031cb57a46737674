import { parseArgs } from 'node:util';

/** How much is measured. */
export interface Options {
  /** How often live exposures are taken first without backfill, then with it. */
  readonly blocks: number;
  /** Objects in the backfill of a block. */
  readonly backfill: number;
  /** Live exposures of a block without backfill, and as many with it. */
  readonly exposures: number;
  /** Seconds from one live exposure to the next. */
  readonly cadence: number;
  readonly workers: number;
  /** Files of the backfill in progress at once in each worker; the worker's own default if left out. */
  readonly share?: number;
  /** Ingest tells of each file what it can: five queues of messages that nobody takes. */
  readonly feeds: boolean;
  /** Prints the report as JSON. */
  readonly json: boolean;
}

/** Reads the command line: `--blocks N --backfill N --exposures N --cadence S --workers N --share N --feeds --json`. */
export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      blocks: { type: 'string', default: '3' },
      backfill: { type: 'string', default: '8200' },
      exposures: { type: 'string', default: '3' },
      cadence: { type: 'string', default: '5' },
      workers: { type: 'string', default: '1' },
      share: { type: 'string' },
      feeds: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    blocks: positive('blocks', values.blocks),
    backfill: positive('backfill', values.backfill),
    exposures: positive('exposures', values.exposures),
    cadence: positive('cadence', values.cadence),
    workers: positive('workers', values.workers),
    ...(values.share && { share: positive('share', values.share) }),
    feeds: values.feeds,
    json: values.json,
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new Error(`--${name} takes a number above 0, not '${text}'`);
}
