import type { Metafile } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InstalledPackage } from './installed-package.js';
import type { SystemPackage } from './system-files.js';

/** The packages that something of is in the bundles. */
export async function bundledPackages(root: string, { outputs }: Metafile): Promise<InstalledPackage[]> {
  const directories = new Set<string>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const [directory] = /^.*\/?node_modules\/(@[^/]+\/)?[^/]+/.exec(path) ?? [];
      if (directory && bytesInOutput > 0) directories.add(directory);
    }
  }
  const found = await Promise.all([...directories].map((each) => InstalledPackage.at(join(root, each))));
  // npm may have installed the same in several places.
  const once = new Map(
    found
      .filter((each) => each !== undefined)
      .map((each) => [`${each.manifest.name}@${each.manifest.version}`, each]),
  );
  return [...once.values()];
}

/** One text with the licences of everything in the image that isn't ours. */
export async function notices(
  packages: readonly InstalledPackage[],
  system: readonly SystemPackage[],
): Promise<string> {
  const sections = new Map<string, string>();
  for (const each of packages) {
    const { name, version } = each.manifest;
    const texts = await each.licenseTexts();
    sections.set(`${name} ${version} (${each.license})`, texts.join('\n'));
  }
  sections.set(`Node.js ${process.versions.node}`, await nodeLicense());
  for (const { name, version, copyright } of system) sections.set(`${name} ${version} (Debian)`, copyright);
  const rule = '='.repeat(80);
  const titles = [...sections.keys()].sort();
  return titles.map((title) => `${rule}\n${title}\n${rule}\n\n${sections.get(title)?.trim()}\n`).join('\n');
}

/** Node's archives have it beside bin; Debian's packages elsewhere. */
async function nodeLicense(): Promise<string> {
  const home = dirname(dirname(process.execPath));
  for (const file of [
    join(home, 'LICENSE'),
    '/usr/share/doc/nodejs/copyright',
    join(home, 'share/doc/nodejs/copyright'),
  ]) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text) return text;
  }
  return 'https://github.com/nodejs/node/blob/main/LICENSE';
}
