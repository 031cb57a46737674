import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ledgerServer } from './support/ledger-server.js';

const workspace = fileURLToPath(new URL('../../..', import.meta.url));

it('the example of the README runs as it stands there', async () => {
  const text = await readFile(join(workspace, 'libs/ledger/README.md'), 'utf8');
  const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(text) ?? [];
  // Inside the workspace, so that the package is found.
  await mkdir(join(workspace, 'node_modules', '.cache'), { recursive: true });
  const directory = await mkdtemp(join(workspace, 'node_modules', '.cache', 'ledger-readme-'));
  const server = await ledgerServer();
  try {
    await writeFile(join(directory, 'example.mjs'), code);
    const loader = ['--conditions', '@footman/source', '--import', '@swc-node/register/esm-register'];
    const { stdout, stderr } = spawnSync(process.execPath, [...loader, join(directory, 'example.mjs')], {
      cwd: workspace,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '--no-warnings', LEDGER_URL: await server.database() },
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^LSSTCam\/20251115\/\S+_R22_S11\.fits dead fits\.no_end\n$/);
  } finally {
    await server.close();
    await rm(directory, { recursive: true, force: true });
  }
}, 180_000);
