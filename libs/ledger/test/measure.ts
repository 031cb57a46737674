/**
 * Measures how fast stages are written and things are found, in a ledger of as many objects as asked for.
 *
 * Run: node --conditions @footman/source --import @swc-node/register/esm-register libs/ledger/test/measure.ts [OBJECTS]
 */
import type { Stage } from '../src/index.js';
import { fillLedger } from './support/fill-ledger.js';
import { ledgerServer } from './support/ledger-server.js';
import { EVENING } from './support/stages.js';

const OBJECTS = Number(process.argv[2] ?? 200_000);
const NIGHT = 200_000;
const FILES = 205;

const quantile = (values: number[], q: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))]?.toFixed(1);

async function timed(name: string, times: number, body: (i: number) => Promise<unknown>): Promise<void> {
  const took: number[] = [];
  for (let i = 0; i < times; i += 1) {
    const begin = performance.now();
    await body(i);
    took.push(performance.now() - begin);
  }
  console.log(`${name.padEnd(60)} best ${quantile(took, 0)} ms, median ${quantile(took, 0.5)} ms`);
}

const server = await ledgerServer();
try {
  const { ledger, url } = await server.ledger();
  const begin = performance.now();
  await fillLedger(url, OBJECTS, NIGHT);
  const [size] = await server.query<{ total: string; indexes: string }>(
    url,
    `SELECT pg_size_pretty(pg_total_relation_size('object')) AS total, pg_size_pretty(pg_indexes_size('object')) AS indexes`,
  );
  const seconds = Math.round((performance.now() - begin) / 1000);
  console.log(`${OBJECTS} objects, made in ${seconds} s: ${size?.total}, indexes ${size?.indexes}`);
  const first = OBJECTS + 1;
  const fresh = (n: number, more: Partial<Stage>): Stage => {
    const exposure = `MC_O_20270101_${String(Math.floor(n / FILES)).padStart(6, '0')}`;
    const key = `LSSTCam/20270101/${exposure}/${exposure}_R22_S${n % FILES}.fits`;
    return { bucket: 'bucket0', key, etag: 'e', state: 'queued', at: EVENING, ...more };
  };
  const thousand = (i: number, more: Partial<Stage>) =>
    Array.from({ length: 1000 }, (_, n) => fresh(first + i * 1000 + n, more));
  const told = { night: 20270101, instrument: 'LSSTCam', exposure: 'x', worker: 'host:1', attempt: 1 };
  await timed('1000 stages of new objects', 20, (i) =>
    ledger.record(thousand(i, { times: { event: EVENING, received: EVENING }, size: 1 })),
  );
  await timed('1000 stages of known objects', 20, (i) =>
    ledger.record(thousand(i, { ...told, state: 'reading', at: EVENING + 1 })),
  );
  await timed('1000 stages of known objects, now in the Butler', 20, (i) =>
    ledger.record(
      thousand(i, { ...told, state: 'ingested', at: EVENING + 2, times: { visit: EVENING + 2 } }),
    ),
  );
  await timed('1000 stages of known objects, to be kept in their history', 20, (i) =>
    ledger.record(thousand(i, { ...told, state: 'duplicate', at: EVENING + 3 })),
  );
  await timed('205 stages of new objects', 20, (i) => ledger.record(thousand(100 + i, {}).slice(0, FILES)));

  await timed('find 2000 keys', 5, (i) =>
    ledger.find(
      'bucket0',
      [...thousand(2 * i, {}), ...thousand(2 * i + 1, {})].map(({ key }) => key),
    ),
  );
  await timed('status', 5, () => ledger.status());
  await timed('dead, newest 100', 5, () => ledger.dead());
  await timed('dead of a night', 5, () => ledger.dead({ night: 20260000 }));
  await timed('objects of a night, 1000 after the first 1000', 5, async () => {
    const { next } = await ledger.objects({ night: 20260000 }, { limit: 1000 });
    await ledger.objects({ night: 20260000 }, { limit: 1000, after: next ?? '' });
  });
  await timed('objects of an exposure', 5, () => ledger.objects({ exposure: 'MC_O_20260000_000007' }));
  await timed('objects below a prefix', 5, () =>
    ledger.objects({ bucket: 'bucket0', prefix: 'LSSTCam/20260000/MC_O_20260000_0000' }),
  );
  await timed('exposures of a night', 3, () => ledger.exposures(20260000));
  await timed('the newest two nights', 3, () => ledger.nights({ limit: 2 }));
  await timed('remove 20,000 objects', 1, () => ledger.retain({ days: 100_000, ignoredDays: 0 }));
} finally {
  await server.close();
}
