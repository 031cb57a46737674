import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const METRIC = /\bfootman_[a-z_]+/g;

const read = (path: string) => readFileSync(`${ROOT}${path}`, 'utf8');

/** The sources of all apps and libraries. */
const SOURCES = ['apps', 'libs'].flatMap((kind) =>
  readdirSync(`${ROOT}${kind}`).flatMap((room) =>
    readdirSync(`${ROOT}${kind}/${room}/src`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
      .map((file) => read(`${kind}/${room}/src/${file}`)),
  ),
);

/** The metrics that a source defines: by their whole names, or by what is put behind a beginning that they share. */
function metricsIn(source: string): string[] {
  const beginning = /`(footman_[a-z_]+_)\$\{name\}`/.exec(source)?.[1];
  const whole = [...source.matchAll(/'(footman_[a-z_]+)'/g)].map(([, name]) => name as string);
  if (!beginning) return whole;
  const endings = [...source.matchAll(/\b(?:gauge|counter)\(\s*'([a-z_]+)'/g)];
  return [...whole, ...endings.map(([, ending]) => `${beginning}${ending}`)];
}

const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

test('each metric is in the table of docs/operations.md, and each of the table is there', () => {
  const docs = read('docs/operations.md');
  const metrics = docs.slice(docs.indexOf('\n## Metrics\n'));
  const table = metrics
    .split('\n')
    .filter((line) => line.startsWith('| `footman_'))
    .flatMap((line) => (line.split('|')[1] ?? '').match(METRIC) ?? []);
  const defined = sorted(
    SOURCES.filter((source) => source.includes('prom-client') || source.includes('upGauge(')).flatMap(
      metricsIn,
    ),
  );
  expect(defined.length).toBeGreaterThan(40);
  expect(sorted(table)).toEqual(defined);
});

test.each([
  ['intake', 'operations'],
  ['ingest', 'operations'],
  ['reaper', 'operations'],
  ['registrar', 'rucio'],
])('each setting of %s is in docs/%s.md', (app, page) => {
  const source = read(`apps/${app}/src/config.ts`);
  const settings = [...source.matchAll(/^ {2,4}([A-Z][A-Z0-9_]+): /gm)].map(([, name]) => name as string);
  expect(settings.length).toBeGreaterThan(5);
  expect(source).toContain('...logSettings');
  const table = new Set(read(`docs/${page}.md`).match(/(?<=`)[A-Z][A-Z0-9_]+(?=`)/g));
  expect([...settings, 'LOG_LEVEL', 'LOG_CONFIG'].filter((name) => !table.has(name))).toEqual([]);
});
