import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { NATIVE, SERVED } from './bundle.js';
import { InstalledPackage } from './installed-package.js';

/** Native code for this machine; npm installs that for other C libraries, too. */
const OURS = `-${process.platform}-${process.arch}${process.platform === 'linux' ? '-gnu' : ''}`;

/** Copies the packages that aren't bundled to a directory `node_modules`; gives what was copied. */
export async function copyUnbundled(root: string, modules: string): Promise<InstalledPackage[]> {
  const copied = new Map<string, InstalledPackage>();
  const copy = async (name: string, from: string): Promise<void> => {
    if (copied.has(name)) return;
    const found = await InstalledPackage.find(name, from);
    if (!found) throw new Error(`${name} isn't installed: run npm ci`);
    copied.set(name, found);
    await cp(found.directory, join(modules, name), {
      recursive: true,
      filter: (path) => !path.endsWith('.map'),
    });
    if (SERVED.includes(name)) return;
    const { dependencies = {}, optionalDependencies = {} } = found.manifest;
    const native = Object.keys(optionalDependencies).filter((each) => `-${each.split('/').at(-1)}` === OURS);
    const needed = Object.keys(dependencies).filter((each) => !(each in optionalDependencies));
    for (const each of [...needed, ...native]) await copy(each, found.directory);
  };
  for (const name of [...NATIVE, ...SERVED]) await copy(name, root);
  return [...copied.values()];
}
