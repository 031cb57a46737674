import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT, ownPackages } from '../src/workspace.js';

const run = promisify(execFile);
const published = (await ownPackages()).filter(({ manifest }) => !manifest.private);
const byName = new Map(published.map((each) => [each.manifest.name, each]));

/** What `npm pack --json` says. */
interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Packages as they would be published, installed beside each other in a directory that has nothing else. */
describe('published packages', () => {
  let directory: string;
  let packed: readonly Packed[];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'footman-packages-'));
    const workspaces = published.flatMap((each) => ['--workspace', each.directory]);
    const { stdout } = await run(
      'npm',
      ['pack', '--json', '--ignore-scripts', '--pack-destination', directory, ...workspaces],
      { cwd: ROOT, maxBuffer: 1 << 24 },
    );
    // npm 11 gives a list, newer ones an object by name.
    packed = Object.values(JSON.parse(stdout) as Record<string, Packed>);
    for (const each of packed) await install(each);
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  /** As npm does, but that packages of others aren't downloaded again: exactly those that are asked for can be reached. */
  async function install({ name, filename }: Packed): Promise<void> {
    const place = join(directory, 'node_modules', name);
    await mkdir(place, { recursive: true });
    await run('tar', ['xzf', join(directory, filename), '--strip-components=1', '-C', place]);
    const own = byName.get(name);
    const from = createRequire(join(ROOT, own?.directory ?? '', 'package.json'));
    for (const dependency of Object.keys(own?.manifest.dependencies ?? {})) {
      if (byName.has(dependency)) continue;
      const target = join(place, 'node_modules', dependency);
      await mkdir(dirname(target), { recursive: true });
      await symlink(await installed(from, dependency), target);
    }
  }

  async function installed(from: NodeJS.Require, name: string): Promise<string> {
    for (const modules of from.resolve.paths(name) ?? []) {
      const found = await readFile(join(modules, name, 'package.json')).catch(() => undefined);
      if (found) return join(modules, name);
    }
    throw new Error(`${name} isn't installed`);
  }

  it('say what they are, whose, and under which licence', () => {
    expect(published.length).toBeGreaterThan(10);
    for (const { directory: where, manifest } of published) {
      expect(manifest).toMatchObject({
        description: expect.stringMatching(/.{10}/),
        license: 'GPL-3.0-or-later',
        repository: { type: 'git', url: expect.stringMatching(/^git\+https:/), directory: where },
        engines: { node: '>=20.19' },
        exports: { './package.json': './package.json', '.': expect.anything() },
      });
    }
  });

  it('depend on nothing of ours that isn’t published', async () => {
    const unpublished = (await ownPackages()).filter(({ manifest }) => manifest.private);
    const names = unpublished.map(({ manifest }) => manifest.name);
    for (const { manifest } of published)
      expect(Object.keys(manifest.dependencies ?? {}).filter((name) => names.includes(name))).toEqual([]);
  });

  it('hold what runs and is read, and neither tests, sources nor secrets', () => {
    expect(packed.map(({ name }) => name).sort()).toEqual([...byName.keys()].sort());
    const meant =
      /^(package\.json|README\.md|LICENSE|dist\/.+\.(js|d\.ts)(\.map)?|prisma\/.+\.(sql|toml|prisma)|prisma\.config\.mjs|python\/[^/]+\.py)$/;
    for (const { name, files } of packed) {
      const paths = files.map(({ path }) => path);
      expect([name, paths.filter((path) => !meant.test(path) || /\.spec\./.test(path))]).toEqual([name, []]);
      expect(paths).toEqual(expect.arrayContaining(['README.md', 'dist/index.js', 'dist/index.d.ts']));
    }
  });

  it('can be imported, each entry, and have what their READMEs import', async () => {
    const program = join(directory, 'program.mjs');
    const wanted = new Map<string, Set<string>>();
    for (const { manifest } of published)
      for (const entry of Object.keys(manifest.exports ?? {}))
        if (entry !== './package.json') wanted.set(join(manifest.name, entry), new Set());
    const texts = [await readFile(join(ROOT, 'docs', 'api.md'), 'utf8')];
    for (const name of byName.keys())
      texts.push(await readFile(join(directory, 'node_modules', name, 'README.md'), 'utf8'));
    for (const [, names = '', entry = ''] of texts
      .join('')
      .matchAll(/import \{([^}]+)\} from '(@footman\/[^']+)'/g))
      for (const name of names.split(',').map((each) => each.trim()))
        if (name && !name.startsWith('type ')) wanted.get(entry)?.add(name);
    const lines = [...wanted].map(
      ([entry, names]) =>
        `{ const found = await import('${entry}'); for (const name of ${JSON.stringify([...names])}) if (!(name in found)) console.log('${entry} has no', name); }`,
    );
    await writeFile(program, [...lines, `console.log('done');`].join('\n'));
    const { stdout } = await run(process.execPath, [program], {
      cwd: directory,
      env: { ...process.env, NODE_OPTIONS: '--no-warnings' },
    });
    expect(stdout).toBe('done\n');
  });
});
