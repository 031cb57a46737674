import { parseArgs } from 'node:util';

/** What a run is to do. */
export interface Options {
  readonly overlay: string;
  readonly exposures: number;
  /** Of each exposure, an even sample of the camera's. */
  readonly detectors: number;
  /** Where logs and report go; a new directory if there is none. */
  readonly directory: string | undefined;
  /** Prints the report as JSON. */
  readonly json: boolean;
}

const USAGE = `npm run site -- [OVERLAY] [--exposures 10] [--detectors 205] [--directory DIR] [--json]`;

/**
 * Reads the command line.
 *
 * @throws Error for what isn't an option.
 */
export function readOptions(args = process.argv.slice(2)): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      exposures: { type: 'string', default: '10' },
      detectors: { type: 'string', default: '205' },
      directory: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { exposures, detectors, directory, json } = values;
  const [overlay = 'summit', ...more] = positionals;
  if (more.length > 0) throw new Error(`One overlay at a time\n${USAGE}`);
  return {
    overlay,
    exposures: count('exposures', exposures),
    detectors: count('detectors', detectors),
    directory,
    json,
  };
}

function count(name: string, text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new Error(`--${name} takes a whole number from 1, not '${text}'\n${USAGE}`);
}
