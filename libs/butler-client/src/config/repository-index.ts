import { parse } from 'yaml';
import { UnsupportedRegistryError } from '../errors.js';
import { ConfigFiles } from './config-files.js';
import { isMapping, loadConfig } from './load-config.js';

/** The variable that names the file of labels. */
const FILE = 'DAF_BUTLER_REPOSITORY_INDEX';
/** The variable that has the labels themselves. */
const TEXT = 'DAF_BUTLER_REPOSITORIES';

/**
 * Repositories by label, from the YAML or JSON that `DAF_BUTLER_REPOSITORY_INDEX` names or that `DAF_BUTLER_REPOSITORIES` is. Source:
 * daf_butler, ButlerRepoIndex.
 * @throws UnsupportedRegistryError where it is no such thing, or both variables are set
 * @throws RepositoryNotFoundError, RepositoryUnavailableError where the file can't be read
 */
export async function readRepositoryIndex(files: ConfigFiles): Promise<ReadonlyMap<string, string>> {
  const { [FILE]: file, [TEXT]: text } = files.env;
  if (file && text) {
    const problem = `only one of ${FILE} and ${TEXT} should be set`;
    throw new UnsupportedRegistryError(`The repository index isn't clear: ${problem}.`, [problem]);
  }
  const index: unknown = text ? parsed(text) : file ? await loadConfig(file, files) : {};
  if (!isMapping(index) || Object.values(index).some((uri) => typeof uri !== 'string')) {
    throw notAnIndex(file ?? TEXT);
  }
  return new Map(Object.entries(index as Record<string, string>));
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    throw notAnIndex(TEXT);
  }
}

function notAnIndex(place: string): UnsupportedRegistryError {
  return new UnsupportedRegistryError(`${place} is not a repository index: label: URI of each repository.`, [
    'not a mapping of labels to URIs',
  ]);
}
