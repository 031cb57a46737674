import { parseArgs } from 'node:util';
import { type Part, PARTS } from './means.js';

/** The nights that can be run; `--only` chooses one. */
export const SCENARIOS = ['kills', 'wiped'] as const;

/** One of {@link SCENARIOS}. */
export type Scenario = (typeof SCENARIOS)[number];

/** What a run is to do. */
export interface Options {
  /** Decides all faults, their times, and what becomes of each notice. */
  readonly seed: number;
  readonly kills: number;
  readonly exposures: number;
  /** Of each exposure, an even sample of the camera's. */
  readonly detectors: number;
  /** Seconds between exposures. */
  readonly cadence: number;
  /** Seconds after the end of the night in which all has to be settled. */
  readonly patience: number;
  readonly scenarios: readonly Scenario[];
  /** What of others' software is used where it can be had. */
  readonly parts: readonly Part[];
  /** Those of it without which the run is worth nothing. */
  readonly required: readonly Part[];
  /** Prints the report as JSON. */
  readonly json: boolean;
  /** Leaves the scratch directory where it is. */
  readonly keep: boolean;
}

/** A second for four kills: so fast that faults overlap, so slow that there's something to kill again. */
const SECONDS_PER_KILL = 4;

const USAGE = `npm run chaos -- [--kills 15] [--seed N] [--exposures 20] [--detectors 24] [--cadence SECONDS] [--patience 120]
                 [--only ${SCENARIOS.join('|')}] [--without ${PARTS.join(',')}] [--require ${PARTS.join(',')}]
                 [--json] [--keep]`;

/**
 * Reads the command line.
 *
 * @throws Error for what isn't an option.
 */
export function readOptions(args = process.argv.slice(2)): Options {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 1e6)) },
      kills: { type: 'string', default: '15' },
      exposures: { type: 'string', default: '20' },
      detectors: { type: 'string', default: '24' },
      cadence: { type: 'string' },
      patience: { type: 'string', default: '120' },
      only: { type: 'string' },
      without: { type: 'string', default: '' },
      require: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  });
  const { only } = values;
  const scenarios = SCENARIOS.filter((name) => only === undefined || name === only);
  if (scenarios.length === 0) throw new Error(`--only takes ${SCENARIOS.join(' or ')}\n${USAGE}`);
  const without = partsOf('without', values.without);
  const kills = whole('kills', values.kills);
  const exposures = Math.max(1, whole('exposures', values.exposures));
  const usual = Math.max(1, Math.round((kills * SECONDS_PER_KILL) / exposures));
  return {
    seed: whole('seed', values.seed),
    kills,
    exposures,
    detectors: whole('detectors', values.detectors),
    cadence: values.cadence === undefined ? usual : whole('cadence', values.cadence),
    patience: whole('patience', values.patience),
    scenarios,
    parts: PARTS.filter((part) => !without.includes(part)),
    required: partsOf('require', values.require),
    json: values.json,
    keep: values.keep,
  };
}

function partsOf(name: string, text: string): readonly Part[] {
  return text
    .split(',')
    .filter(Boolean)
    .map((given) => {
      const part = PARTS.find((each) => each === given);
      if (part) return part;
      throw new Error(`--${name} takes ${PARTS.join(', ')}, not '${given}'\n${USAGE}`);
    });
}

function whole(name: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`--${name} takes a whole number, not '${text}'\n${USAGE}`);
}
