import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  open,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { DemoError } from './demo-error.js';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { clearStaleCluster } from './postgres-stale.js';
import { firstClosedDirectory } from './reachable.js';

/** A PostgreSQL of our own on a free port of the loopback interface. */
export interface EmbeddedPostgres {
  /** `postgresql://user:password@127.0.0.1:port/postgres` */
  readonly url: string;
  /** Ends the server and waits until it's gone; its data stay. */
  close(): Promise<void>;
}

interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

const USER = 'footman';

/**
 * Durability is off: a power cut may lose the cluster, an ordinary crash of ours does not. Right for a demonstration, wrong for
 * anything else.
 */
const SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'autovacuum_naptime=1h',
  'jit=off',
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
];

/**
 * Starts a PostgreSQL whose cluster is in `dir`, made there if there's none yet, and waits until it answers.
 *
 * PostgreSQL refuses to run as root, so for root it runs as the cluster's owner, else `postgres`, else `nobody`. It never outlives
 * this process: a watcher ends it even after a SIGKILL, and whatever is left over is cleared by the next start.
 *
 * @throws {DemoError} POSTGRES_*
 */
export async function startPostgres(dir: string): Promise<EmbeddedPostgres> {
  await mkdir(resolve(dir), { recursive: true });
  const home = process.getuid?.() === 0 ? await reachableHome(resolve(dir)) : resolve(dir);
  const user = await serverUser(join(home, 'data'));
  const binaries = await findPostgresBinaries(user !== undefined);
  await clearStaleCluster(join(home, 'data'));
  const password = await createCluster(home, binaries, user);
  let failure: unknown;
  // Another process may take the port before the server does, and a killed server's children need a moment to notice.
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      return await startServer(home, binaries, user, password);
    } catch (error) {
      failure = error;
      await sleep(500);
    }
  }
  throw failure;
}

async function serverUser(data: string): Promise<UserIds | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const present = await stat(data).catch(() => undefined);
  if (present && present.uid !== 0) return { uid: present.uid, gid: present.gid };
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all([idOf('-u', name), idOf('-g', name)]).catch(() => undefined);
    if (ids) return { uid: ids[0], gid: ids[1] };
  }
  throw new DemoError(
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
    throw new DemoError(
      'POSTGRES_UNREACHABLE_DIR',
      `PostgreSQL runs as another user here, who may enter neither ${dir} nor ${closed}. Choose another directory by --dir, or run \`chmod o+x ${closed}\`.`,
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
    throw new DemoError(
      'POSTGRES_FAILED',
      `Making a PostgreSQL cluster in ${data} failed. ${lastLines(stderr ?? '')}`,
      {
        cause,
      },
    );
  }
  await rename(unfinished, data);
  return password;
}

async function startServer(
  home: string,
  binaries: PostgresBinaries,
  user: UserIds | undefined,
  password: string,
): Promise<EmbeddedPostgres> {
  const data = join(home, 'data');
  const port = await freePort();
  const log = await open(join(home, 'postgres.log'), 'w');
  const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
  // Detached: Ctrl-C at a terminal reaches the whole foreground group, and the database must outlive those who still write.
  const child = spawn(binaries.postgres, ['-D', data, '-p', String(port), ...settings], {
    ...user,
    cwd: home,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()).once('error', () => done()));
  await log.close();
  const interrupt = () => child.kill('SIGINT');
  process.once('exit', interrupt);
  const watcher = watch(child);

  const close = async () => {
    child.kill('SIGINT');
    const late = setTimeout(() => child.kill('SIGQUIT'), 5000);
    await ended;
    clearTimeout(late);
    watcher?.kill('SIGKILL');
    process.off('exit', interrupt);
  };
  if (!(await isReady(data, child, ended))) {
    await close();
    const text = await readFile(join(home, 'postgres.log'), 'utf8').catch(() => '');
    throw new DemoError(
      'POSTGRES_FAILED',
      `The embedded PostgreSQL in ${home} did not start. ${lastLines(text)}`,
    );
  }
  child.unref();
  return { url: `postgresql://${USER}:${password}@127.0.0.1:${port}/postgres`, close };
}

/** The server writes "ready" in the eighth line of postmaster.pid when it takes connections (pg_ctl goes by the same). */
async function isReady(data: string, child: ChildProcess, ended: Promise<void>): Promise<boolean> {
  const gone = ended.then(() => 'gone' as const);
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return true;
    if ((await Promise.race([gone, sleep(10, 'wait' as const)])) === 'gone') return false;
  }
  return false;
}

/** A shell that waits for the end of its input, which comes when this process ends in whatever way, and then ends the server. */
function watch(child: ChildProcess): ChildProcess | undefined {
  if (!child.pid || process.platform === 'win32') return undefined;
  const watcher = spawn('/bin/sh', ['-c', `read -r _; kill -INT ${child.pid} 2>/dev/null`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.on('error', () => undefined);
  watcher.stdin?.on('error', () => undefined);
  watcher.unref();
  (watcher.stdin as unknown as { unref?(): void } | null)?.unref?.();
  return watcher;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

function lastLines(text: string): string {
  return `It said: ${text.trim().split('\n').slice(-5).join(' | ')}`;
}
