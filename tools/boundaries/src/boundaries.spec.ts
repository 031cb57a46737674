import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const eslint = fileURLToPath(new URL('../../../node_modules/eslint/bin/eslint.js', import.meta.url));

/** Lints a line as if it stood in a file of the workspace, and gives the boundary rule's messages. */
function lint(file: string, code: string): string[] {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [eslint, '--stdin', '--stdin-filename', file, '--format', 'json'],
    {
      cwd: root,
      input: code,
      encoding: 'utf8',
      env: { ...process.env, NX_DAEMON: 'false', NODE_OPTIONS: '' },
    },
  );
  if (stdout === '') throw new Error(stderr);
  const [result] = JSON.parse(stdout) as { messages: { ruleId: string; message: string }[] }[];
  return (result?.messages ?? [])
    .filter(({ ruleId }) => ruleId === '@nx/enforce-module-boundaries')
    .map(({ message }) => message);
}

describe('boundaries between the rooms', () => {
  test.each([
    ['geometry may not know the Butler', 'libs/sphgeom/src/x.ts', '@footman/butler-client'],
    ['an instrument may not know a database', 'libs/obs-lsst/src/x.ts', '@footman/butler-client'],
    ['the queue may not know an instrument', 'libs/queue/src/x.ts', '@footman/obs-lsst'],
    ['the pipelines may not know the queue', 'libs/stack-client/src/x.ts', '@footman/queue'],
    ['what the pipeline tells may not know the Butler', 'libs/feeds/src/x.ts', '@footman/butler-client'],
    ['what operators see may not know the Butler', 'libs/operator/src/x.ts', '@footman/butler-client'],
    ['a library may not know an app', 'libs/rucio-client/src/x.ts', '@footman/intake'],
    ['an app may not know another app', 'apps/intake/src/x.ts', '@footman/ingest'],
  ])('%s', (_, file, forbidden) => {
    expect(lint(file, `export * from '${forbidden}';\n`)).toEqual([
      expect.stringContaining('can only depend on libs tagged with'),
    ]);
  });

  test('an app may use a library, and the command line an app', () => {
    expect(lint('apps/ingest/src/x.ts', "export * from '@footman/obs-base';\n")).toEqual([]);
    expect(lint('apps/footman/src/x.ts', "export * from '@footman/intake';\n")).toEqual([]);
  });

  test("a library's source may not use embedded servers, its tests may", () => {
    const code = "export * from '@footman/embedded';\n";
    expect(lint('libs/queue/src/x.ts', code)).toEqual([
      expect.stringContaining('can only depend on libs tagged with'),
    ]);
    expect(lint('libs/queue/src/x.spec.ts', code)).toEqual([]);
    expect(lint('libs/queue/test/x.ts', code)).toEqual([]);
  });
});
