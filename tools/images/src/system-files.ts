import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** A package of Debian's that something in the image comes from. */
export interface SystemPackage {
  readonly name: string;
  readonly version: string;
  readonly copyright: string;
}

/** Where Node is in the image. */
export const NODE = '/usr/local/bin/node';
const SHELL = '/bin/sh';

/** Who processes run as, unless told otherwise; the number is what k8s/ says. */
const USER = 'footman:x:1000:1000:Footman:/tmp:/usr/sbin/nologin';
const GROUP = 'footman:x:1000:';

/**
 * Puts into `tree` what our files need of a system: the Node that runs this, a shell, the libraries of both and of `programs`,
 * and who is who. Everything comes from the machine that this runs on, so that has to be Debian.
 *
 * What Debian knows of the packages is put where scanners look for it in images that have no package manager.
 */
export async function copySystem(tree: string, programs: readonly string[]): Promise<SystemPackage[]> {
  await copyProgram(process.execPath, join(tree, NODE));
  await copyProgram(SHELL, join(tree, SHELL));
  const libraries = await librariesOf([process.execPath, SHELL, ...programs]);
  for (const library of libraries) await copyProgram(library, join(tree, library));
  await mkdir(join(tree, 'tmp'), { recursive: true });
  await chmod(join(tree, 'tmp'), 0o1777);
  await mkdir(join(tree, 'etc'), { recursive: true });
  await copyFile('/etc/os-release', join(tree, 'etc', 'os-release'));
  await writeFile(join(tree, 'etc', 'passwd'), `root:x:0:0:root:/:/usr/sbin/nologin\n${USER}\n`);
  await writeFile(join(tree, 'etc', 'group'), `root:x:0:\n${GROUP}\n`);
  await writeFile(join(tree, 'etc', 'nsswitch.conf'), 'hosts: files dns\n');
  return describePackages(tree, [SHELL, ...libraries]);
}

async function copyProgram(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(await realpath(from), to);
  await chmod(to, 0o755);
}

/** What the loader would load for these programs, by the paths where it looks. */
async function librariesOf(programs: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const program of programs) {
    for (const [, path = ''] of (await run('ldd', program)).matchAll(/(\/\S+) \(0x/g)) found.add(path);
  }
  return [...found].sort();
}

async function describePackages(tree: string, files: readonly string[]): Promise<SystemPackage[]> {
  // Debian has /lib where /usr/lib is meant.
  const real = await Promise.all(files.map((file) => realpath(file)));
  const owners = new Set<string>();
  for (const file of real) owners.add(await ownerOf(file));
  const known = join(tree, 'var', 'lib', 'dpkg', 'status.d');
  await mkdir(known, { recursive: true });
  return Promise.all(
    [...owners].sort().map(async (owner) => {
      await writeFile(join(known, owner.replace(/:.*/, '')), await run('dpkg-query', '--status', owner));
      const [name = '', version = ''] = (await run('dpkg-query', '--show', owner)).trim().split('\t');
      const plain = name.replace(/:.*/, '');
      const copyright = await readFile(`/usr/share/doc/${plain}/copyright`, 'utf8');
      return { name: plain, version, copyright };
    }),
  );
}

/** The package that a file belongs to, with or without /usr, whichever Debian has noted. */
async function ownerOf(file: string): Promise<string> {
  const noted = [file, file.replace(/^\/usr\//, '/')];
  for (const each of noted) {
    const said = await run('dpkg-query', '--search', each).catch(() => '');
    const [owner] = said.split(': ');
    if (said) return owner ?? '';
  }
  throw new Error(`No package of Debian's has ${file}`);
}

async function run(program: string, ...args: string[]): Promise<string> {
  return (await promisify(execFile)(program, args)).stdout;
}
