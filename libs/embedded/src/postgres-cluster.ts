import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedServerError } from './errors.js';
import { lastWords } from './last-words.js';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { clearStaleCluster } from './postgres-stale.js';
import { firstClosedDirectory } from './reachable.js';

/** A cluster of databases that nobody serves at present. */
export interface PostgresCluster {
  /** Where the server's log goes, beside the data. */
  readonly home: string;
  readonly data: string;
  readonly binaries: PostgresBinaries;
  /** Who runs the server, if not the present user. */
  readonly runAs: UserIds | undefined;
  readonly user: string;
  readonly password: string;
}

interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

const USER = 'footman';

/**
 * Finds the cluster in `dir`, or makes one there.
 *
 * PostgreSQL refuses to run as root, so for root it runs as the cluster's owner, else `postgres`, else `nobody`. What a killed run
 * has left over is cleared.
 *
 * @throws {EmbeddedServerError} POSTGRES_*
 */
export async function provideCluster(dir: string): Promise<PostgresCluster> {
  await mkdir(resolve(dir), { recursive: true });
  const home = process.getuid?.() === 0 ? await reachableHome(resolve(dir)) : resolve(dir);
  const data = join(home, 'data');
  const runAs = await serverUser(data);
  const binaries = await findPostgresBinaries(runAs !== undefined);
  await clearStaleCluster(data);
  const password = await createCluster(home, binaries, runAs);
  return { home, data, binaries, runAs, user: USER, password };
}

async function serverUser(data: string): Promise<UserIds | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const present = await stat(data).catch(() => undefined);
  if (present && present.uid !== 0) return { uid: present.uid, gid: present.gid };
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all([idOf('-u', name), idOf('-g', name)]).catch(() => undefined);
    if (ids) return { uid: ids[0], gid: ids[1] };
  }
  throw new EmbeddedServerError(
    'POSTGRES_NO_USER',
    'PostgreSQL does not run as root, and this machine has no user postgres or nobody. Make one: `useradd --system postgres`.',
  );
}

async function idOf(option: '-u' | '-g', name: string): Promise<number> {
  return Number((await promisify(execFile)('id', [option, name])).stdout);
}

/** A directory below one that only root may enter can't hold the cluster: it then holds a link to one elsewhere. */
async function reachableHome(dir: string): Promise<string> {
  await chmod(dir, 0o711);
  if (!(await firstClosedDirectory(dir))) return dir;
  const link = join(dir, 'elsewhere');
  const present = await realpath(link).catch(() => undefined);
  if (present) return present;
  const home = await mkdtemp(join(tmpdir(), 'footman-postgres-'));
  await chmod(home, 0o711);
  const closed = await firstClosedDirectory(home);
  if (closed) {
    throw new EmbeddedServerError(
      'POSTGRES_UNREACHABLE_DIR',
      `PostgreSQL runs as another user here, who may enter neither ${dir} nor ${closed}. Choose another directory, or run \`chmod o+x ${closed}\`.`,
    );
  }
  await rm(link, { force: true });
  await symlink(home, link);
  return home;
}

/** Makes the cluster in one step, so that one that was interrupted is never taken for a whole one; gives the password. */
async function createCluster(home: string, binaries: PostgresBinaries, user?: UserIds): Promise<string> {
  const data = join(home, 'data');
  const passwordFile = join(home, 'password');
  if (await stat(join(data, 'PG_VERSION')).catch(() => undefined)) {
    return (await readFile(passwordFile, 'utf8')).trim();
  }
  const unfinished = `${data}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  const password = randomBytes(16).toString('hex');
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) {
    await chown(unfinished, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  const options = ['--encoding=UTF8', '--locale=C', '--no-sync', '--no-data-checksums', '--no-instructions'];
  const login = [`--username=${USER}`, '--auth=password', `--pwfile=${passwordFile}`];
  try {
    await promisify(execFile)(binaries.initdb, [`--pgdata=${unfinished}`, ...options, ...login], {
      ...user,
      cwd: home,
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    });
  } catch (cause) {
    const { stderr } = cause as { stderr?: string };
    throw new EmbeddedServerError(
      'POSTGRES_FAILED',
      `Making a PostgreSQL cluster in ${data} failed. ${lastWords(stderr ?? '')}`,
      {
        cause,
      },
    );
  }
  await rename(unfinished, data);
  return password;
}
