import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ConfigFiles } from './config-files.js';
import { loadConfig } from './load-config.js';

describe('a configuration', () => {
  let dir: string;
  const load = (name: string) => loadConfig(join(dir, name), new ConfigFiles({ SITE: dir }));

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'footman-config-'));
    const texts: Record<string, string> = {
      'main.yaml':
        'includeConfigs: [base.yaml, sub/more.yaml]\ndatastore: {includeConfigs: $SITE/sub/ds.yaml, name: own}\n' +
        'registry: !include reg.yaml\nlist: !include [reg.yaml, sub/leaf.yaml]\nmap: !include {x: reg.yaml}\n',
      'base.yaml':
        'registry: {db: base, namespace: ns}\ndatastore: {name: base, root: r, records: {table: t}}\ndeep: {a: {b: 1, c: [1, 2]}}\n',
      'sub/more.yaml': 'includeConfigs: leaf.yaml\ndeep: {a: {b: 2, d: 3}}\n',
      'sub/leaf.yaml': 'leaf: {v: 1}\n',
      'sub/ds.yaml': 'records: {table: ds, more: 1}\nname: ds\n',
      'reg.yaml': 'db: reg\n',
      'twice.yaml': 'n: &n {a: 1}\nm: {<<: *n, b: 2}\nm: {<<: *n, b: 3}\n',
      'butler.json': '{"datastore": {"name": "json"}}',
      'loop.yaml': 'includeConfigs: loop.yaml\n',
      'lost.yaml': 'includeConfigs: none.yaml\n',
    };
    for (const [name, text] of Object.entries(texts)) {
      await mkdir(dirname(join(dir, name)), { recursive: true });
      await writeFile(join(dir, name), text);
    }
  });
  afterAll(() => rm(dir, { recursive: true }));

  it('takes in others as daf_butler does', async () => {
    // As Config gives it for the same files.
    expect(await load('main.yaml')).toEqual({
      datastore: { name: 'own', root: 'r', records: { table: 't', more: 1 } },
      deep: { a: { b: 2, c: [1, 2], d: 3 } },
      leaf: { v: 1 },
      list: [{ db: 'reg' }, { leaf: { v: 1 } }],
      map: { x: { db: 'reg' } },
      registry: { db: 'reg', namespace: 'ns' },
    });
  });

  it('may merge, say things twice, and be JSON', async () => {
    expect(await load('twice.yaml')).toEqual({ n: { a: 1 }, m: { a: 1, b: 3 } });
    expect(await load('butler.json')).toEqual({ datastore: { name: 'json' } });
  });

  it('is refused when it includes itself, or what isn’t there', async () => {
    await expect(load('loop.yaml')).rejects.toThrow(/includes itself/);
    await expect(load('lost.yaml')).rejects.toThrow(/none\.yaml can't be read/);
  });
});
