import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The directory of this repository. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What we read of a package.json of ours. */
export interface OwnManifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly repository?: { readonly type: string; readonly url: string; readonly directory: string };
  readonly engines?: { readonly node: string };
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** A package of ours. */
export interface OwnPackage {
  /** Relative to the repository. */
  readonly directory: string;
  readonly manifest: OwnManifest;
}

/** All packages of the workspace. */
export async function ownPackages(): Promise<OwnPackage[]> {
  const found: OwnPackage[] = [];
  for (const parent of ['apps', 'libs', 'tools']) {
    for (const name of (await readdir(join(ROOT, parent))).sort()) {
      const directory = join(parent, name);
      const file = join(ROOT, directory, 'package.json');
      if (existsSync(file))
        found.push({ directory, manifest: JSON.parse(await readFile(file, 'utf8')) as OwnManifest });
    }
  }
  return found;
}
