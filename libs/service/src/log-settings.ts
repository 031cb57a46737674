import { z } from 'zod';

/** How much is logged, from the most to the least; pino's names. */
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** One of pino's levels. */
export type LogLevel = (typeof LEVELS)[number];

/** Python's names for two of them. */
const ALIASES: Readonly<Record<string, LogLevel>> = { warning: 'warn', critical: 'fatal' };

/** What embargo-butler calls the pipelines' loggers. */
const PIPELINES = ['.', 'lsst'];

/** The levels of parts of a service by their names; that of `''` is for all others. */
export type LogLevels = ReadonlyMap<string, LogLevel>;

const SETTING = /^(?:([\w.-]*)=)?(\w+)$/;

const level = z.string().transform((text, context) => {
  const found = levelNamed(text.trim());
  if (found) return found;
  context.addIssue(`is none of ${LEVELS.join(', ')}`);
  return z.NEVER;
});

const levels = z.string().transform((text, context): LogLevels => {
  const found = new Map<string, LogLevel>();
  for (const setting of text.split(/[\s,]+/).filter(Boolean)) {
    const [, part = '', name = ''] = SETTING.exec(setting) ?? [];
    const each = levelNamed(name);
    if (each) found.set(PIPELINES.includes(part) ? 'stack' : part, each);
    else context.addIssue(`is no list of PART=LEVEL, with levels of ${LEVELS.join(', ')}`);
  }
  return found;
});

/**
 * The settings of a service's log, for its schema: LOG_LEVEL, and LOG_CONFIG as embargo-butler has it, `part=LEVEL` several times with commas
 * between them, or LEVEL alone for all. Python's names of levels are understood, too.
 */
export const logSettings = {
  LOG_LEVEL: level.prefault('info'),
  LOG_CONFIG: levels.prefault(''),
};

function levelNamed(name: string): LogLevel | undefined {
  const lower = name.toLowerCase();
  return ALIASES[lower] ?? LEVELS.find((each) => each === lower);
}
