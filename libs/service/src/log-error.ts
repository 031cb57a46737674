import { stdSerializers } from 'pino';

/**
 * What is logged of an error: its sentences, its stack and its plain values, and the same of its causes. Errors of others carry whole
 * commands and requests: that of a Redis that refuses a password has the password in it.
 */
export function logError(error: unknown): unknown {
  return plain(stdSerializers.err(error as Error));
}

function plain(serialized: unknown): unknown {
  if (typeof serialized !== 'object' || serialized === null) return serialized;
  const kept = Object.entries(serialized).flatMap(([name, value]): [string, unknown][] => {
    if (typeof value !== 'object' || value === null) return [[name, value]];
    if (name === 'aggregateErrors') return [[name, (value as unknown[]).map(plain)]];
    return 'stack' in value ? [[name, plain(value)]] : [];
  });
  return Object.fromEntries(kept);
}
