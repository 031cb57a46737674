import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { billOfMaterials } from './bill-of-materials.js';
import { bundle } from './bundle.js';
import { commandsOf } from './commands.js';
import { copyUnbundled } from './copy-unbundled.js';
import { bundledPackages, notices } from './notices.js';
import { copySystem } from './system-files.js';
import { nativeFiles } from './native-files.js';
import { warmUp } from './warm-up.js';

/** What our code reads at run time, from beside the directory that it is in. */
const READ_AT_RUN_TIME = ['libs/stack-client/python', 'apps/console/assets'];

/** What was made. */
export interface Assembled {
  readonly commands: readonly string[];
  /** Whether Node finds its code compiled. */
  readonly warm: boolean;
}

/**
 * Makes the whole file system of the image in `tree`, from the sources in `root` and the system that this runs on.
 *
 * `/opt/footman` is laid out as a package of ours, so that code finds its version and its Python beside itself, as everywhere.
 */
export async function assemble(root: string, tree: string): Promise<Assembled> {
  await rm(tree, { recursive: true, force: true });
  const home = join(tree, 'opt', 'footman');
  const metafile = await bundle(root, join(home, 'dist'));
  const unbundled = await copyUnbundled(root, join(home, 'node_modules'));
  for (const directory of READ_AT_RUN_TIME)
    await cp(join(root, directory), join(home, basename(directory)), {
      recursive: true,
      filter: (path) => !path.includes('__pycache__'),
    });
  const system = await copySystem(tree, await nativeFiles(join(home, 'node_modules')));
  await writeFile(join(home, 'package.json'), await manifest(root));
  await cp(join(root, 'LICENSE'), join(home, 'LICENSE'));
  const packages = [...(await bundledPackages(root, metafile)), ...unbundled];
  await writeFile(join(home, 'THIRD-PARTY-LICENSES'), await notices(packages, system));
  await writeFile(join(home, 'footman.cdx.json'), billOfMaterials(packages));
  const commands = await commandsOf(root);
  await mkdir(join(tree, 'usr', 'local', 'bin'), { recursive: true });
  for (const name of commands)
    await symlink(`../../../opt/footman/dist/${name}.js`, join(tree, 'usr', 'local', 'bin', name));
  return { commands, warm: await warmUp(tree, commands) };
}

/** The command line's, as far as it is read at run time. */
async function manifest(root: string): Promise<string> {
  const { name, version, license } = JSON.parse(
    await readFile(join(root, 'apps', 'footman', 'package.json'), 'utf8'),
  ) as Record<string, string>;
  return `${JSON.stringify({ name, version, license, private: true, type: 'module' }, null, 2)}\n`;
}
