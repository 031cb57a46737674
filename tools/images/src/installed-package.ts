import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What we read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string | { readonly type?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** A package as npm has installed it. */
export class InstalledPackage {
  private constructor(
    readonly directory: string,
    readonly manifest: Manifest,
  ) {}

  /** Finds a package as code in `from` would; undefined where it isn't installed. */
  static async find(name: string, from: string): Promise<InstalledPackage | undefined> {
    for (const modules of createRequire(join(from, 'index.js')).resolve.paths(name) ?? []) {
      const found = await InstalledPackage.at(join(modules, name));
      if (found) return found;
    }
    return undefined;
  }

  /** The package in a directory; undefined if there's none. */
  static async at(directory: string): Promise<InstalledPackage | undefined> {
    const text = await readFile(join(directory, 'package.json'), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : new InstalledPackage(directory, JSON.parse(text) as Manifest);
  }

  /** Its licence's name. */
  get license(): string {
    const { license } = this.manifest;
    return (typeof license === 'string' ? license : license?.type) ?? 'not named';
  }

  /** The texts of its licence and notices. */
  async licenseTexts(): Promise<string[]> {
    const files = (await readdir(this.directory)).filter((file) =>
      /^(licen[cs]e|copying|notice)/i.test(file),
    );
    return Promise.all(files.sort().map((file) => readFile(join(this.directory, file), 'utf8')));
  }
}
