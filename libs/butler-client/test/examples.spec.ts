import { createRepository } from '../src/index.js';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exposure, files, instrument } from './support/builders.js';

const workspace = fileURLToPath(new URL('../../..', import.meta.url));

/** The TypeScript blocks of a part of a document. */
async function examples(file: string, heading = ''): Promise<readonly string[]> {
  const text = await readFile(join(workspace, file), 'utf8');
  const part = text.slice(text.indexOf(heading)).split(/\n## /, 2).slice(0, 1).join('');
  return [...part.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);
}

describe('the examples of the documentation', () => {
  let directory: string;
  let repository: string;

  beforeAll(async () => {
    // Inside the workspace, so that the packages are found.
    await mkdir(join(workspace, 'node_modules', '.cache'), { recursive: true });
    directory = await mkdtemp(join(workspace, 'node_modules', '.cache', 'examples-'));
    repository = await mkdtemp(join(tmpdir(), 'footman-examples-'));
    const filled = await createRepository(join(repository, 'repo'));
    await filled.registerInstrument(instrument({ name: 'LSSTCam' }));
    const definition = exposure(1, { instrument: 'LSSTCam' });
    await filled.writeBatch({ exposures: [definition], datasets: files(definition) });
    await filled.close();
  });
  afterAll(async () => {
    for (const path of [directory, repository]) await rm(path, { recursive: true, force: true });
  });

  it.each([
    [
      'docs/api.md',
      '## Reading a repository',
      3,
      ['LSSTCam/raw/all RUN []', '1 MC_O_20250609_000001', '92160'],
    ],
    ['libs/butler-client/README.md', '', 1, ['2025060900001 MC_O_20250609_000001']],
  ])('run as they stand in %s', async (file, heading, count, expected) => {
    const blocks = await examples(file, heading);
    expect(blocks).toHaveLength(count);
    let printed = '';
    for (const [n, code] of blocks.entries()) {
      const program = join(directory, `${n}.mjs`);
      await writeFile(program, code);
      const loader = ['--conditions', '@footman/source', '--import', '@swc-node/register/esm-register'];
      const { stdout, stderr, status } = spawnSync(
        process.execPath,
        [...loader, program, join(repository, 'repo')],
        {
          cwd: workspace,
          encoding: 'utf8',
          env: { ...process.env, FORCE_COLOR: '0', NODE_OPTIONS: '--no-warnings' },
        },
      );
      expect({ n, status, stderr }).toEqual({ n, status: 0, stderr: '' });
      printed += stdout;
    }
    for (const line of expected) expect(printed).toContain(line);
  });
});
