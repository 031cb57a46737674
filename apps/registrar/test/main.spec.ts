import { runSource } from '@footman/embedded';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.js';

const MAIN = new URL('../src/main.ts', import.meta.url);

/** Runs the deployed entry with no settings but these. */
const run = (env: NodeJS.ProcessEnv) => runSource(MAIN, env);

describe('the deployed entry', () => {
  it('says that there is no rucio.cfg, and exits with 2', async () => {
    const names = { RUCIO_RSE: 'DISK', RUCIO_SCOPE: 'raw', RUCIO_DTN: 'davs://dtn.example.org' };
    const { output, ended } = run({ ...names, RUCIO_CONFIG: '/none/rucio.cfg' });
    expect(await ended).toBe(2);
    expect(output.err).toMatch(/^registrar: Rucio's configuration \/none\/rucio.cfg can't be read: ENOENT/);
  });

  it('waits for a queue and a Rucio that are away, tells no secret, and ends with 0 at SIGTERM', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'footman-registrar-'));
    const RUCIO_CONFIG = join(directory, 'rucio.cfg');
    const client = 'rucio_host = http://127.0.0.1:1\nauth_type = userpass\nusername = u\npassword = hunter2';
    await writeFile(RUCIO_CONFIG, `[client]\n${client}\n`);
    const { child, output, ended } = run({
      REDIS_URL: 'redis://:hunter2@127.0.0.1:1',
      RUCIO_CONFIG,
      RUCIO_ACCOUNT: 'a',
      RUCIO_RSE: 'DISK',
      RUCIO_SCOPE: 'raw',
      RUCIO_DTN: 'davs://dtn.example.org:1095',
      HOST: '127.0.0.1',
      PORT: '0',
    });
    await until(() => output.out.includes('Waiting for ingested files'), 30_000);
    const [, url = ''] = /"url":"([^"]+)"/.exec(output.out) ?? [];
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(output.out + output.err).not.toContain('hunter2');
    await rm(directory, { recursive: true });
  });
});
