import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

/** How an app logs. */
export interface LoggerOptions {
  /** The app's name, in every line. */
  readonly name: string;
  /** pino's level names. @default 'info' */
  readonly level?: string;
  /** @default standard output */
  readonly destination?: DestinationStream;
}

/** Makes a logger of JSON lines: `level` as a word, `time` as ISO 8601, the sentence in `msg`. */
export function createLogger({ name, level = 'info', destination }: LoggerOptions): Logger {
  const options = {
    name,
    level,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return destination ? pino(options, destination) : pino(options);
}
