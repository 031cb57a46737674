import { statSync } from 'node:fs';
import { join } from 'node:path';
import { ButlerError, RepositoryNotFoundError, RepositoryUnavailableError } from '../errors.js';
import { ConfigFiles, directoryOf, isLocal } from './config-files.js';
import { readRepositoryIndex } from './repository-index.js';

/** Where a repository's configuration is. */
export interface ConfigPlace {
  /** The path or URI of butler.yaml (or another YAML or JSON file). */
  readonly uri: string;
  /** Its directory, which `<butlerRoot>` means unless the file says otherwise. */
  readonly directory: string;
  /** The label of the repository index by which it was found. */
  readonly label: string | undefined;
}

/**
 * Finds the configuration of what a user names: a label of the repository index, a directory with a butler.yaml, or the file itself; the latter
 * two also as URI. Labels go first. Source: daf_butler, ButlerConfig.
 * @throws RepositoryNotFoundError naming the known labels
 */
export async function locateConfig(repo: string, files: ConfigFiles): Promise<ConfigPlace> {
  const index = await readRepositoryIndex(files).catch((error: unknown) => error as ButlerError);
  const labels = index instanceof Error ? undefined : index;
  const target = labels?.get(repo);
  const named = target ?? repo;
  const uri = isLocal(named) ? localConfig(files.localPath(named)) : remoteConfig(named);
  if (uri) return { uri, directory: directoryOf(uri), label: target === undefined ? undefined : repo };
  // A label can't be told from a directory that isn't there as long as the index is away.
  if (index instanceof RepositoryUnavailableError) throw index;
  const known = labels?.size ? ` The repository index has ${[...labels.keys()].join(', ')}.` : '';
  const failure = index instanceof Error ? ` ${index.message}` : '';
  throw new RepositoryNotFoundError(
    `There is no Butler repository at ${files.localPath(named)}: it is neither a directory with a butler.yaml nor a YAML file` +
      `${target === undefined ? '' : ` (label ${repo})`}.${known}${failure}`,
  );
}

function localConfig(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  const file = stat?.isDirectory() ? join(path, 'butler.yaml') : path;
  return isConfigName(file) && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}

/** Without a file's extension it is a directory. */
function remoteConfig(uri: string): string {
  const plain = uri.replace(/\/+$/, '');
  return isConfigName(plain) && !uri.endsWith('/') ? uri : `${plain}/butler.yaml`;
}

const isConfigName = (name: string): boolean => /\.(yaml|json)$/.test(name);
