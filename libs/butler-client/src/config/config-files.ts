import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RepositoryNotFoundError, RepositoryUnavailableError } from '../errors.js';

/** Reads the text at a URI that isn't a local file; errors that pass say so by a property `transient`. */
export type TextReader = (uri: string) => Promise<string>;

/** The files that describe repositories, on disk or, by the caller's reader, elsewhere. Relative paths are of the working directory. */
export class ConfigFiles {
  constructor(
    /** Variables that paths may name. */
    readonly env: NodeJS.ProcessEnv,
    private readonly remote?: TextReader,
  ) {}

  /**
   * @throws RepositoryNotFoundError where there is no such file, or nobody to read it
   * @throws RepositoryUnavailableError where its store is away
   */
  async read(uri: string): Promise<string> {
    if (!isLocal(uri) && !this.remote) {
      throw new RepositoryNotFoundError(
        `${uri} can't be read: it isn't a local file, and no reader was given.`,
      );
    }
    try {
      return isLocal(uri) ? await readFile(this.localPath(uri), 'utf8') : ((await this.remote?.(uri)) ?? '');
    } catch (cause) {
      const { message, transient } = cause as Error & { readonly transient?: boolean };
      const said = `${uri} can't be read: ${message}`;
      throw transient
        ? new RepositoryUnavailableError(said, { cause })
        : new RepositoryNotFoundError(said, { cause });
    }
  }

  /** The absolute path of a path or file URL; `~` and variables are filled in as in the reference's ResourcePath. */
  localPath(pathOrUrl: string): string {
    if (pathOrUrl.startsWith('file:')) {
      const isAbsolute = pathOrUrl.startsWith('file:/');
      return resolve(isAbsolute ? fileURLToPath(pathOrUrl) : pathOrUrl.slice('file:'.length));
    }
    const home = pathOrUrl.replace(/^~(?=\/|$)/, () => this.env['HOME'] ?? homedir());
    return resolve(
      home.replace(/\$(?:(\w+)|\{(\w+)\})/g, (all, a?: string, b?: string) => this.env[a ?? b ?? ''] ?? all),
    );
  }

  /** What a name in a file means, beside that file. */
  beside(file: string, name: string): string {
    return this.within(directoryOf(isLocal(file) ? this.localPath(file) : file), name);
  }

  /** What a name means in a directory. */
  within(directory: string, name: string): string {
    if (!isLocal(name) || name.startsWith('file:')) return name;
    return isLocal(directory) ? resolve(directory, name) : new URL(encodeURI(name), `${directory}/`).href;
  }
}

/** True for paths and file URLs. */
export const isLocal = (uri: string): boolean =>
  !/^[a-z][a-z0-9+.-]*:\/\//i.test(uri) || uri.startsWith('file:');

/** Without the last part. */
export const directoryOf = (uri: string): string => uri.replace(/[\\/][^\\/]*$/, '') || '/';
