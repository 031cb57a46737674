import type { z } from 'zod';
import { ConfigError, type ConfigProblem } from './config-error.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads an app's settings from its environment; a variable that is blank counts as not set.
 *
 * @returns the schema's output, frozen all the way down.
 * @throws ConfigError with all problems at once.
 */
export function parseConfig<S extends z.ZodType>(schema: S, env: Environment): Readonly<z.output<S>> {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = schema.safeParse(set);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => problem(issue, set)));
  return deepFreeze(parsed.data);
}

function problem(issue: z.core.$ZodIssue, set: Environment): ConfigProblem {
  const variable = String(issue.path[0] ?? 'environment');
  const value = set[variable];
  if (value === undefined && issue.code === 'invalid_type') return { variable, rule: 'is not set' };
  // The rules are written by authors of schemas, who may quote what they were given.
  const quotes = value !== undefined && issue.message.includes(value);
  return { variable, rule: quotes ? `is invalid (${issue.code})` : issue.message };
}

function deepFreeze<T>(value: T): T {
  if (!isPlain(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}

/** Instances of classes look after themselves; a frozen RegExp for one couldn't be used any more. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
