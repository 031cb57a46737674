import { parseArgs } from 'node:util';

/** What to try, and how much of it. */
export interface Options {
  /** Groups of checks whose name this matches. */
  readonly only: RegExp;
  /** Decides all random cases. */
  readonly seed: number;
  /** Random cases of each group; each group has its own usual number. */
  readonly count?: number;
  /** A single random case, to have a failure again. */
  readonly case?: number;
}

/** Reads the command line: `--only PATTERN --seed N --count N --case N`. */
export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      seed: { type: 'string', default: '1' },
      count: { type: 'string' },
      case: { type: 'string' },
    },
  });
  return {
    only: new RegExp(values.only),
    seed: whole('seed', values.seed) as number,
    count: whole('count', values.count),
    case: whole('case', values.case),
  };
}

function whole(name: string, text: string | undefined): number | undefined {
  if (text === undefined || /^\d+$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new Error(`--${name} takes a whole number, not '${text}'`);
}
