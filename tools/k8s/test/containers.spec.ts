import { freePort, hasRedisServer } from '@footman/embedded';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { environmentOf } from '../src/environment.js';
import { type Container, type Manifest, type PodSpec, workloads } from '../src/manifest.js';
import { FIELDS } from '../src/stand-in-vault.js';
import { describeRendered, manifestsOf } from './rendered.js';

const execute = promisify(execFile);
const podOf = (manifests: readonly Manifest[], name: string): PodSpec => {
  const found = workloads(manifests).find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`There is no ${name}`);
  return found.spec.template.spec;
};

describeRendered('a container of the overlays', () => {
  let manifests: Manifest[];
  let directory: string;
  beforeAll(async () => {
    manifests = await manifestsOf('summit');
  });
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'footman-container-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  (hasRedisServer() ? describe : describe.skip)('for Redis, run here', () => {
    let server: ChildProcess;
    let redis: Container;
    let env: NodeJS.ProcessEnv;
    let port: number;

    beforeEach(async () => {
      redis = podOf(manifests, 'redis').containers[0] as Container;
      env = { PATH: process.env['PATH'], ...environmentOf(redis, manifests) };
      port = await freePort();
      const config = manifests.find(({ kind, data }) => kind === 'ConfigMap' && data?.['redis.conf']);
      const text = (config?.data?.['redis.conf'] ?? '').replace(
        'dir /data',
        `dir ${directory}\nport ${port}`,
      );
      await writeFile(join(directory, 'redis.conf'), text);
      const [shell = '', ...args] = redis.command ?? [];
      const here = args.map((arg) => arg.replace('/etc/redis/redis.conf', join(directory, 'redis.conf')));
      server = spawn(shell, here, { env, stdio: 'ignore' });
    });
    afterEach(async () => {
      if (server.exitCode === null) await end();
    });

    const end = async () => {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      return (await ended)[0] as number | null;
    };

    const probe = (
      name: 'startupProbe' | 'readinessProbe' | 'livenessProbe',
      password = env['REDIS_PASSWORD'],
    ) => {
      const [shell = '', ...args] = redis[name]?.exec?.command ?? [];
      return execute(
        shell,
        args.map((arg) => arg.replace('redis-cli', `redis-cli -p ${port}`)),
        { env: { ...env, REDIS_PASSWORD: password } },
      );
    };
    const up = async () => {
      while (
        !(await probe('startupProbe').then(
          () => true,
          () => false,
        ))
      )
        await sleep(50);
    };
    const ask = async (...command: string[]) => {
      const { stdout } = await execute('redis-cli', ['-p', String(port), ...command], {
        env: { ...env, REDISCLI_AUTH: env['REDIS_PASSWORD'] },
      });
      return stdout.trim();
    };

    it('has a password, whichever characters are in it, that nobody sees in the list of processes', async () => {
      await up();
      const { stdout } = await execute('redis-cli', ['-p', String(port), 'ping'], {
        env: { PATH: env['PATH'] },
      });
      expect(stdout).toContain('NOAUTH');
      expect(await ask('ping')).toBe('PONG');
      const listed = await execute('ps', ['-e', '-o', 'args=']);
      expect(listed.stdout).not.toContain(FIELDS['redis']);
    });

    it('ends by itself when it is told to, and nothing of it stays', async () => {
      await up();
      expect(await end()).toBe(0);
      await expect(probe('livenessProbe')).rejects.toThrow();
    });

    it('keeps what was written and evicts nothing', async () => {
      await up();
      expect(await ask('config', 'get', 'appendonly')).toBe('appendonly\nyes');
      expect(await ask('config', 'get', 'maxmemory-policy')).toBe('maxmemory-policy\nnoeviction');
      expect(await ask('config', 'get', 'maxmemory')).toBe(`maxmemory\n${1500 * 1024 * 1024}`);
    });

    it('lives and is not ready as long as it answers without saying PONG', async () => {
      await up();
      await probe('readinessProbe');
      await probe('livenessProbe');
      await expect(probe('readinessProbe', 'wrong')).rejects.toThrow();
      await probe('livenessProbe', 'wrong');
    });
  });

  it('that prepares the credentials makes a file that its owner alone may read, again and again', async () => {
    const [init] = podOf(manifests, 'footman-ingest').initContainers ?? [];
    const [program = '', ...args] = init?.command ?? [];
    const here = args.map((arg) =>
      arg.replace('/secrets-raw/', `${directory}/raw-`).replace('/secrets/', `${directory}/`),
    );
    await writeFile(join(directory, 'raw-db-auth.yaml'), FIELDS['db-auth.yaml'] ?? '');
    for (let times = 0; times < 2; times += 1) await execute(program, here);
    const made = join(directory, 'db-auth.yaml');
    expect(await readFile(made, 'utf8')).toBe(FIELDS['db-auth.yaml']);
    expect((await stat(made)).mode & 0o777).toBe(0o400);
  });

  it('that prepares the credentials is content where there are none', async () => {
    const [init] = podOf(manifests, 'footman-ingest').initContainers ?? [];
    const [program = '', ...args] = init?.command ?? [];
    await execute(
      program,
      args.map((arg) => arg.replaceAll('/secrets', join(directory, 'secrets'))),
    );
  });
});
