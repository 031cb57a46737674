import { chmod, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startPostgres } from '../src/start-postgres.js';

const directories: string[] = [];

async function makeDirectory(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'footman-pg-'));
  await chmod(dir, 0o755);
  directories.push(dir);
  return join(dir, 'postgres');
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

afterAll(async () => {
  await Promise.all(directories.map((dir) => rm(dir, { recursive: true, force: true })));
});

describe('startPostgres', () => {
  it('makes a cluster, keeps its data over a restart and leaves no server behind', async () => {
    const dir = await makeDirectory();
    const first = await startPostgres(dir);
    await query(first.url, 'create table t as select 42 as answer');
    await first.close();
    await expect(query(first.url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });

    const second = await startPostgres(dir);
    await expect(query(second.url, 'select answer from t')).resolves.toEqual([{ answer: 42 }]);
    await second.close();
  });

  it('lets nobody in without the password', async () => {
    const server = await startPostgres(await makeDirectory());
    const stranger = new URL(server.url);
    stranger.password = 'guess';
    await expect(query(stranger.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    await server.close();
  });

  it('refuses a directory that a living run is using, and does not disturb that run', async () => {
    const dir = await makeDirectory();
    const server = await startPostgres(dir);
    await expect(startPostgres(dir)).rejects.toMatchObject({ code: 'POSTGRES_IN_USE' });
    await expect(query(server.url, 'select 1 as one')).resolves.toEqual([{ one: 1 }]);
    await server.close();
  });

  it('gets over the pid file of a server that was killed, even if its number belongs to another process now', async () => {
    const dir = await makeDirectory();
    const first = await startPostgres(dir);
    const pidFile = join(dir, 'data', 'postmaster.pid');
    const lines = (await readFile(pidFile, 'utf8')).split('\n');
    process.kill(Number(lines[0]), 'SIGKILL');
    await first.close();
    await writeFile(pidFile, [String(process.pid), ...lines.slice(1)].join('\n'));

    const second = await startPostgres(dir);
    await expect(query(second.url, 'select 1 as one')).resolves.toEqual([{ one: 1 }]);
    await second.close();
  });

  // Only root has another user run it.
  const itAsRoot = process.getuid?.() === 0 ? it : it.skip;
  itAsRoot('works below a directory that only its owner may enter', async () => {
    const dir = await makeDirectory();
    await chmod(join(dir, '..'), 0o700);
    const first = await startPostgres(dir);
    await query(first.url, 'create table t as select 42 as answer');
    await first.close();
    const second = await startPostgres(dir);
    await expect(query(second.url, 'select answer from t')).resolves.toEqual([{ answer: 42 }]);
    await second.close();
    directories.push(await realpath(join(dir, 'elsewhere')));
  });

  it('keeps what was committed when it is killed, and comes back at the same address', async () => {
    const server = await startPostgres();
    await query(server.url, 'create table t as select 42 as answer');
    await server.kill();
    await expect(query(server.url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await server.start();
    await expect(query(server.url, 'select answer from t')).resolves.toEqual([{ answer: 42 }]);
    await server.close();
  });

  it('ends although it is frozen, and takes its temporary directory with it', async () => {
    const server = await startPostgres();
    const [row] = (await query(server.url, 'show data_directory')) as { data_directory: string }[];
    const dir = row?.data_directory ?? '';
    await expect(stat(dir)).resolves.toBeDefined();
    await server.freeze();
    const answer = query(server.url, 'select 1').catch(() => 'broken off');
    await expect(Promise.race([answer, sleep(200, 'no answer')])).resolves.toBe('no answer');
    await server.close();
    await answer;
    await expect(stat(dir)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('says what the server said when it does not start', async () => {
    const dir = await makeDirectory();
    await (await startPostgres(dir)).close();
    await writeFile(join(dir, 'data', 'postgresql.conf'), 'no_such_setting = 1\n');
    await expect(startPostgres(dir)).rejects.toMatchObject({
      code: 'POSTGRES_FAILED',
      message: expect.stringContaining('no_such_setting'),
    });
  });
});
