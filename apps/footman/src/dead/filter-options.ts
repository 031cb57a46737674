import type { Unfinished, UnfinishedFilter } from '@footman/operator';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { bucketOption } from '../operator/bucket-option.js';
import { parseNight } from '../operator/night-options.js';

/** What the states mean. Only types come from the library here, which is slow to load. */
const MEANINGS: Readonly<Record<Unfinished, string>> = {
  dead: 'given up',
  corrected: 'replaced after ingest',
  overdue: 'guiders that have waited for longer than MAX_GUIDER_WAIT seconds',
};

/** All states of files that wait for a person. */
export const ALL_UNFINISHED = Object.keys(MEANINGS) as readonly Unfinished[];

/** The options of `footman dead` that choose files. */
export interface FilterFlags {
  readonly state: readonly Unfinished[];
  readonly bucket?: readonly string[];
  readonly night?: number;
  readonly exposure?: string;
  readonly reason?: string;
  readonly key?: string;
}

/** Adds the options that choose files. */
export function filterOptions(command: Command, states: readonly Unfinished[]): Command {
  const state = new Option(
    '--state <states>',
    `${ALL_UNFINISHED.map((each) => `${each} (${MEANINGS[each]})`).join(', ')}, comma separated`,
  );
  return bucketOption(
    command
      .option('--reason <code>', 'only with this reason, such as untranslatable-header')
      .option('--night <day_obs>', 'only of this night, such as 20251115', parseNight)
      .option('--exposure <obs_id>', 'only of this exposure, such as MC_O_20251115_000123')
      .option('--key <key>', 'only this key, or all that begin so')
      .addOption(state.argParser(parseStates).default(states, states.join(','))),
    'all',
  );
}

/** What was chosen. */
export function filterOf({
  state: states,
  bucket,
  night,
  exposure,
  reason,
  key,
}: FilterFlags): UnfinishedFilter {
  return { states, buckets: bucket ?? [], night, exposure, reason, key };
}

/** Whether anything was chosen, other than everything. */
export function isNarrow({ buckets, night, exposure, reason, key }: UnfinishedFilter): boolean {
  return buckets.length > 0 || [night, exposure, reason, key].some((value) => value !== undefined);
}

function parseStates(text: string): readonly Unfinished[] {
  const states = text.split(',').map((state) => state.trim());
  if (states.every(isUnfinished)) return states;
  throw new InvalidArgumentError(`It has to be of ${ALL_UNFINISHED.join(', ')}.`);
}

function isUnfinished(state: string): state is Unfinished {
  return state in MEANINGS;
}
