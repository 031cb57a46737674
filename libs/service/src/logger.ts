import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import { logError } from './log-error.js';
import type { LogLevels } from './log-settings.js';

export type { Logger } from 'pino';

/** How an app logs. */
export interface LoggerOptions {
  /** The app's name, in every line. */
  readonly name: string;
  /** pino's level names. @default 'info' */
  readonly level?: string;
  /** Levels of the app by its name or of all, and of children by their `part`; these go before `level`. */
  readonly levels?: LogLevels;
  /** @default standard output */
  readonly destination?: DestinationStream;
}

/** Makes a logger of JSON lines: `level` as a word, `time` as ISO 8601, the sentence in `msg`. */
export function createLogger({ name, level = 'info', levels, destination }: LoggerOptions): Logger {
  const options = {
    name,
    level: levels?.get(name) ?? levels?.get('') ?? level,
    timestamp: stdTimeFunctions.isoTime,
    serializers: { err: logError },
    formatters: { level: (label: string) => ({ level: label }) },
    onChild: (child: Logger) => {
      const own = levels?.get(String(child.bindings()['part']));
      if (own) child.level = own;
    },
  };
  return destination ? pino(options, destination) : pino(options);
}
