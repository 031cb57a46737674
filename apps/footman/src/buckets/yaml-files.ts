import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import { UsageError } from '../errors.js';

/** What a YAML file says, and where it is. */
export interface YamlFile<T> {
  readonly path: string;
  /** Its name without `.yaml`, by which users choose it. */
  readonly name: string;
  readonly content: T;
}

/**
 * Reads one file of a directory by its name, or all of them in the order of their names; a name with `.yaml` is a path.
 *
 * @throws UsageError with all problems of all these files at once.
 */
export function readYamlFiles<S extends z.ZodType>(
  schema: S,
  directory: string,
  chosen?: string,
): YamlFile<z.output<S>>[] {
  const problems: string[] = [];
  const files = pathsOf(directory, chosen).flatMap((path) => {
    try {
      return [{ path, name: basename(path, '.yaml'), content: checked(schema, path) }];
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      problems.push(error.message);
      return [];
    }
  });
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return files;
}

/**
 * The directory of this name in `k8s` of the checkout that we are in.
 *
 * @throws UsageError if we aren't in one.
 */
export function findDirectory(name: string, from = process.cwd()): string {
  for (let place = resolve(from); ; place = dirname(place)) {
    for (const directory of [join(place, 'k8s', name), join(place, name)]) {
      if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return directory;
    }
    if (place === dirname(place))
      throw new UsageError(`there is no k8s/${name} here: say --files <directory>`);
  }
}

function pathsOf(directory: string, chosen: string | undefined): string[] {
  if (chosen?.endsWith('.yaml')) return [chosen];
  const entries = statSync(directory, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(directory) : [];
  const names = entries.filter((entry) => entry.endsWith('.yaml')).sort();
  const wanted = chosen === undefined ? names : names.filter((name) => name === `${chosen}.yaml`);
  if (wanted.length > 0) return wanted.map((name) => join(directory, name));
  const known = names.map((name) => basename(name, '.yaml')).join(', ') || 'none';
  throw new UsageError(`${directory} has no ${chosen ?? '*'}.yaml; there are: ${known}`);
}

function checked<S extends z.ZodType>(schema: S, path: string): z.output<S> {
  const result = schema.safeParse(parsed(path));
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    ({ path: at, message }) => `  ${at.join('.') || 'file'}: ${message}`,
  );
  throw new UsageError([`${path} has problems:`, ...problems].join('\n'));
}

function parsed(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${path} can't be read: ${(error as Error).message}`);
  }
  try {
    return parse(text);
  } catch (error) {
    throw new UsageError(`${path} is no YAML: ${(error as Error).message.trimEnd()}`);
  }
}
