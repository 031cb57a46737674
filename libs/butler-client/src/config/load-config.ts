import { isMap, parseDocument, type Tags } from 'yaml';
import { RepositoryNotFoundError, UnsupportedRegistryError } from '../errors.js';
import { ConfigFiles, isLocal } from './config-files.js';

/** Names, values, and mappings of them. */
export type Mapping = Readonly<Record<string, unknown>>;

/** The key whose files are merged below the keys beside it. */
const INCLUDE_KEY = 'includeConfigs';

/**
 * Reads a configuration with all that it includes, by `!include` (from beside the file) or `includeConfigs` (from the working directory, else
 * from beside the file; explicit values win). Source: daf_butler, Config.
 * @throws UnsupportedRegistryError where a file is no mapping
 * @throws RepositoryNotFoundError where one isn't there
 */
export async function loadConfig(uri: string, files: ConfigFiles): Promise<Mapping> {
  const value = await load(uri, files, []);
  if (!isMapping(value)) throw notAConfiguration(uri, 'no mapping');
  return value;
}

/** True for what has names and values. */
export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Include);

/** A mapping's mapping of that name, or an empty one. */
export function section(config: Mapping, name: string): Mapping {
  const value = config[name];
  return isMapping(value) ? value : {};
}

/** What follows `!include`. */
class Include {
  constructor(readonly what: unknown) {}
}

const TAGS: Tags = [
  { tag: '!include', resolve: (name: string) => new Include(name) },
  { tag: '!include', collection: 'seq', resolve: (seq) => new Include(seq.toJSON()) },
  { tag: '!include', collection: 'map', resolve: (map) => new Include(map.toJSON()) },
];

async function load(uri: string, files: ConfigFiles, above: readonly string[]): Promise<unknown> {
  const value = await expanded(await parsed(uri, files, above), uri, files, [...above, uri]);
  return value ?? {};
}

/** A file's value, with what `!include` stands for. */
async function parsed(uri: string, files: ConfigFiles, above: readonly string[]): Promise<unknown> {
  if (above.includes(uri)) throw notAConfiguration(uri, 'it includes itself');
  const document = parseDocument(await files.read(uri), {
    // As PyYAML has it: of two values for one name the last counts, and '<<' merges.
    uniqueKeys: false,
    merge: true,
    customTags: (tags) => [...tags, ...TAGS],
  });
  const [error] = document.errors;
  if (error) throw notAConfiguration(uri, error.message.split('\n')[0] ?? '');
  if (document.contents !== null && above.length === 0 && !isMap(document.contents))
    throw notAConfiguration(uri, 'no mapping');
  return included(document.toJS(), uri, files, [...above, uri]);
}

async function included(
  value: unknown,
  uri: string,
  files: ConfigFiles,
  above: readonly string[],
): Promise<unknown> {
  if (!(value instanceof Include)) return mapped(value, (one) => included(one, uri, files, above));
  if (typeof value.what === 'string') return parsed(files.beside(uri, value.what), files, above);
  return mapped(value.what, (one) => included(new Include(one), uri, files, above));
}

/** Merges the files of `includeConfigs` in, from the top, so that what an outer one says of a section goes before its own. */
async function expanded(
  value: unknown,
  uri: string,
  files: ConfigFiles,
  above: readonly string[],
): Promise<unknown> {
  let whole = value;
  if (isMapping(value) && INCLUDE_KEY in value) {
    const { [INCLUDE_KEY]: names, ...own } = value;
    let below: Mapping = {};
    for (const name of [names].flat()) {
      const part = await firstOf(placesOf(String(name), uri, files), files, above);
      if (!isMapping(part)) throw notAConfiguration(String(name), 'no mapping');
      below = merged(below, part);
    }
    whole = merged(below, own);
  }
  return mapped(whole, (one) => expanded(one, uri, files, above));
}

/** The same list or mapping with other values; anything else as it is. */
async function mapped(value: unknown, change: (one: unknown) => Promise<unknown>): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map(change));
  if (!isMapping(value)) return value;
  const values = await Promise.all(Object.values(value).map(change));
  return Object.fromEntries(Object.keys(value).map((name, i) => [name, values[i]]));
}

function placesOf(name: string, uri: string, files: ConfigFiles): readonly string[] {
  const expanded = name.replace(/\$(?:(\w+)|\{(\w+)\})/g, (all, a?: string, b?: string) => {
    return files.env[a ?? b ?? ''] ?? all;
  });
  return isLocal(expanded) ? [files.localPath(expanded), files.beside(uri, expanded)] : [expanded];
}

async function firstOf(
  places: readonly string[],
  files: ConfigFiles,
  above: readonly string[],
): Promise<unknown> {
  for (const [i, place] of places.entries()) {
    try {
      return await load(place, files, above);
    } catch (error) {
      if (i === places.length - 1 || !(error instanceof RepositoryNotFoundError)) throw error;
    }
  }
  return {};
}

/** Mappings grow together; anything else is replaced. */
function merged(below: Mapping, above: Mapping): Mapping {
  const result: Record<string, unknown> = { ...below };
  for (const [name, value] of Object.entries(above)) {
    const under = result[name];
    result[name] = isMapping(value) ? merged(isMapping(under) ? under : {}, value) : value;
  }
  return result;
}

function notAConfiguration(uri: string, problem: string): UnsupportedRegistryError {
  return new UnsupportedRegistryError(`${uri} is not a Butler configuration: ${problem}`, [problem]);
}
