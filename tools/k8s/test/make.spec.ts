import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Checkout } from '../src/checkout.js';
import { describeRendered } from './rendered.js';

const DMZ = 'secret/rubin/usdf-embargo-dmz';
const PP_DEV = 'secret/rubin/usdf-prompt-processing-dev/autoingest/pp-dev';
const BUTLER = 'secret/rubin/usdf-butler/client-config';
const USERS = 'secret/rubin/embargo/read/rubin-summit-users';

/** As usdf-embargo-deploy's Makefiles have them, the ledger's password and the console's token; not what no pod read (postgres; register_svc_rsa but at sts). */
const ASKED: Readonly<Record<string, readonly (readonly [path: string, fields: string])[]>> = {
  summit: [
    [`${DMZ}/summit`, 'redis notification ledger console'],
    [BUTLER, 'db-auth.yaml'],
    [USERS, 'access_key secret_key'],
  ],
  bts: [
    [`${DMZ}/bts`, 'redis notification ledger console'],
    [BUTLER, 'db-auth.yaml'],
    [USERS, 'access_key secret_key'],
  ],
  tts: [
    [`${DMZ}/tts`, 'redis notification ledger console'],
    [BUTLER, 'db-auth.yaml'],
    [USERS, 'access_key secret_key'],
  ],
  sts: [
    [`${DMZ}/sts`, 'redis notification ledger console register_svc_rsa'],
    [BUTLER, 'db-auth.yaml'],
    [USERS, 'access_key secret_key'],
  ],
  lfa: [
    [`${DMZ}/lfa`, 'redis notification ledger console'],
    [BUTLER, 'db-auth.yaml'],
    [`${DMZ}/lfa`, 'access_key secret_key'],
  ],
  'summit-new': [[`${DMZ}/summit-new`, 'redis notification ledger console db-auth.yaml profile']],
  'pp-dev': [[PP_DEV, 'redis notification ledger console db-auth.yaml profile']],
  test: [['secret/rubin/usdf-embargo-dmz-dev/test', 'redis notification ledger console profile']],
};

describeRendered('make', () => {
  const checkouts: Checkout[] = [];
  const checkout = async (options?: Parameters<typeof Checkout.make>[0]) => {
    const made = await Checkout.make(options);
    checkouts.push(made);
    return made;
  };
  const run = (where: Checkout, directory: string, ...targets: string[]) =>
    promisify(execFile)('make', targets, { cwd: directory, env: where.env, maxBuffer: 1 << 24 });
  const leftIn = (where: Checkout, site: string) => existsSync(join(where.overlay(site), 'etc'));
  afterEach(async () => {
    for (const each of checkouts.splice(0)) await each.remove();
  });

  it.each(Object.keys(ASKED))('dump asks Vault for the secrets of %s where they are today', async (site) => {
    const there = await checkout();
    await there.dump(site);
    const asked = (ASKED[site] ?? []).flatMap(([path, fields]) =>
      fields.split(' ').map((field) => `${path} ${field}`),
    );
    expect(await there.vault.asked()).toEqual(asked);
  });

  it.each(['summit', 'pp-dev'])(
    'dump in moving-over takes the same secrets as %s, and leaves none behind',
    async (site) => {
      const there = await checkout();
      await there.dump(`moving-over/${site}`);
      const asked = (ASKED[site] ?? []).flatMap(([path, fields]) =>
        fields.split(' ').map((field) => `${path} ${field}`),
      );
      expect(await there.vault.asked()).toEqual(asked);
      expect([leftIn(there, site), leftIn(there, `moving-over/${site}`)]).toEqual([false, false]);
    },
  );

  it('dump in moving-over takes the Butler credentials of a role that only reads, if told where', async () => {
    const there = await checkout();
    await run(there, there.overlay('moving-over/summit'), 'dump', 'DB_AUTH_PATH=secret/reader');
    expect(await there.vault.asked()).toContain('secret/reader db-auth.yaml');
  });

  it('dump leaves no secret behind', async () => {
    const there = await checkout();
    await there.dump('summit');
    expect(leftIn(there, 'summit')).toBe(false);
  });

  it('dump says which secret Vault lacks, applies nothing and leaves none behind', async () => {
    const there = await checkout({ fails: 'ledger' });
    await expect(run(there, there.overlay('summit'), 'dump')).rejects.toMatchObject({
      stdout: '',
      stderr: expect.stringContaining(`Vault has no ledger at ${DMZ}/summit`),
    });
    expect(leftIn(there, 'summit')).toBe(false);
  });

  it('apply leaves no secret behind when the cluster is away', async () => {
    const there = await checkout();
    // There is no cluster here: kubectl fails.
    await expect(
      promisify(execFile)('make', ['apply'], {
        cwd: there.overlay('summit'),
        env: { ...there.env, KUBECONFIG: '/dev/null' },
      }),
    ).rejects.toThrow();
    expect(await there.vault.asked()).toContain(`${USERS} secret_key`);
    expect(leftIn(there, 'summit')).toBe(false);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'dump that is ended by %s leaves no secret behind',
    async (signal) => {
      const there = await checkout({ hangs: 'notification' });
      const make = spawn('make', ['dump'], {
        cwd: there.overlay('summit'),
        env: there.env,
        detached: true,
        stdio: 'ignore',
      });
      const ended = new Promise((resolve) => make.once('exit', resolve));
      while ((await there.vault.asked()).length < 2) await sleep(20);
      expect(leftIn(there, 'summit')).toBe(true);
      // As a terminal does it, or a job that is stopped: to all of them.
      process.kill(-(make.pid ?? 0), signal);
      await ended;
      while (leftIn(there, 'summit')) await sleep(20);
    },
  );

  it('get-secrets-from-vault keeps them for their owner alone, until clean-secrets', async () => {
    const there = await checkout();
    const overlay = there.overlay('summit');
    await run(there, overlay, 'get-secrets-from-vault');
    const secrets = join(overlay, 'etc', '.secrets');
    for (const file of await readdir(secrets)) expect((await stat(join(secrets, file))).mode & 0o077).toBe(0);
    const { stdout } = await run(there, overlay, '-s', 'run-dump');
    expect(stdout).toContain('kind: StatefulSet');
    await run(there, overlay, 'clean-secrets');
    expect(leftIn(there, 'summit')).toBe(false);
  });

  it('dump in k8s itself does the four sites that are applied together today', async () => {
    const there = await checkout();
    const { stdout } = await run(there, join(there.directory, 'k8s'), '-s', 'dump');
    expect([...stdout.matchAll(/^kind: Namespace[^]*?name: (\S+)$/gm)].map(([, name]) => name)).toEqual([
      'summit',
      'bts',
      'tts',
      'sts',
    ]);
  });
});
