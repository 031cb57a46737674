import { lstat, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assemble } from '../src/assemble.js';
import { commandsOf } from '../src/commands.js';
import { Tree } from '../src/tree.js';
import { treeSize } from '../src/tree-size.js';
import { IngestSite } from './ingest-site.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Node 24.21 for Linux. */
const NODE_24_BYTES = 127e6;

const commands = await commandsOf(ROOT);
const services = commands.filter((name) => name !== 'footman');

if (!Tree.possible) process.stderr.write('The image is not tried: that takes Linux and root\n');

(Tree.possible ? describe : describe.skip)('the image', () => {
  let directory: string;
  let tree: Tree;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'footman-image-'));
    tree = new Tree(join(directory, 'root'));
    await assemble(ROOT, tree.directory);
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('has a command for each app, Node, and a shell', async () => {
    const programs = await readdir(tree.path('usr/local/bin'));
    expect(programs.sort()).toEqual([...commands, 'node'].sort());
    expect(commands).toEqual(expect.arrayContaining(['footman', 'ingest', 'intake', 'reaper']));
    const said = await tree.run(['sh', '-c', 'command -v footman intake node']);
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('/usr/local/bin/footman') });
  });

  it('takes less than 200 MB with Node 24', async () => {
    const { size } = await lstat(tree.path('usr/local/bin/node'));
    expect((await treeSize(tree.directory)) - size + NODE_24_BYTES).toBeLessThan(200e6);
  });

  it('runs the command line', async () => {
    const { version } = JSON.parse(await readFile(join(ROOT, 'apps/footman/package.json'), 'utf8'));
    expect(await tree.run(['footman', '--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
    expect(await tree.run(['footman', '--help'])).toMatchObject({ code: 0, err: '' });
    expect(await tree.run(['footman', 'nonsense'])).toMatchObject({ code: 2, out: '' });
  });

  it.each(services)('ends %s with 2 and the names of the settings that it lacks', async (service) => {
    const { code, out, err } = await tree.run([service]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(
      new RegExp(
        `^${service}: (The configuration has problems:(\\n {2}[A-Z_]+: .+)+|.* set REDIS_URL.*)\\n$`,
      ),
    );
  });

  it('says that the demonstration needs more than the image has', async () => {
    const { code, err } = await tree.run(['footman', 'demo', '--dir', '/tmp/demo']);
    expect(code).toBe(1);
    expect(err).toMatch(/^footman: .*the container image has no servers of its own/);
  });

  it('is written by root, and by others only below /tmp', async () => {
    const files = await readdir(tree.directory, { recursive: true });
    for (const file of files.filter((each) => !/^tmp(\/|$)|^opt\/footman\/cache(\/|$)/.test(each))) {
      const { mode, uid } = await lstat(tree.path(file));
      const link = (mode & 0o170000) === 0o120000;
      expect({ file, uid, writeable: link ? 0 : mode & 0o022, special: mode & 0o6000 }).toEqual({
        file,
        uid: 0,
        writeable: 0,
        special: 0,
      });
    }
  });

  it('keeps the names of functions, for stack traces, and none of places where it was made', async () => {
    const files = (await readdir(tree.path('opt/footman/dist'))).map((file) =>
      tree.path(join('opt/footman/dist', file)),
    );
    const text = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('');
    expect(text).toContain('async function startIngest(');
    expect(text).not.toContain(ROOT);
  });

  it('has the licence of everything in it', async () => {
    const text = await readFile(tree.path('opt/footman/THIRD-PARTY-LICENSES'), 'utf8');
    for (const part of [
      /^bullmq [\d.]+ \(MIT\)$/m,
      /^libsql [\d.]+ \(MIT\)$/m,
      /^Node\.js [\d.]+$/m,
      /^libc6 .* \(Debian\)$/m,
    ])
      expect(text).toMatch(part);
    expect(text).not.toMatch(/\(not named\)$/m);
    expect(await readFile(tree.path('opt/footman/LICENSE'), 'utf8')).toContain('GNU GENERAL PUBLIC LICENSE');
  });

  it('tells scanners which packages of npm’s and Debian’s it has', async () => {
    const { components } = JSON.parse(await readFile(tree.path('opt/footman/footman.cdx.json'), 'utf8'));
    const purls = components.map(({ purl }: { purl: string }) => purl);
    for (const name of ['bullmq', '%40nestjs/core', 'libsql', '%40aws-sdk/client-s3'])
      expect(purls).toContainEqual(expect.stringContaining(`pkg:npm/${name}@`));
    expect(new Set(purls).size).toBe(purls.length);
    const libc = await readFile(tree.path('var/lib/dpkg/status.d/libc6'), 'utf8');
    expect(libc).toMatch(/^Package: libc6$/m);
    expect(libc).toMatch(/^Version: \S+$/m);
    expect(await readFile(tree.path('etc/os-release'), 'utf8')).toMatch(/^ID=debian$/m);
  });

  it('takes an exposure from its notice to Butlers on SQLite and PostgreSQL, remembers it, and shows it', async () => {
    const site = await IngestSite.open(tree);
    try {
      const keys = await site.putExposure(3);
      for (const bucket of site.buckets) expect(await site.ingested(bucket, keys.length)).toBe(keys.length);
      for (const bucket of site.buckets) {
        const { code, out } = await site.footman('butler', 'show', site.repo(bucket), '--json');
        expect(code).toBe(0);
        expect(JSON.parse(out)).toMatchObject({ nights: [{ exposures: 1, visits: 1, files: { raw: 3 } }] });
      }
      expect(await site.story(site.buckets[1], keys[0] as string)).toContain('ingested');
      expect(await site.page('/')).toContain(site.buckets[1]);
      for (const page of ['/', '/queues/']) {
        const html = await site.page(page);
        const links = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css|svg))"/g)].map(
          ([, link]) => link as string,
        );
        expect(links).not.toEqual([]);
        for (const link of links)
          expect(await site.page(new URL(link, `http://x${page}`).pathname)).not.toBe('');
      }
      for (const [name, code] of await site.end()) expect([name, code]).toEqual([name, 0]);
    } finally {
      await site.close();
    }
  });
});
