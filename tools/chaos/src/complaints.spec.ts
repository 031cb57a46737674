import { complaintsAbout, troubled } from './complaints.js';
import type { Findings } from './findings.js';

const settled: Findings = {
  butler: {
    expected: 2,
    datasets: 2,
    fileRecords: 2,
    exposures: 1,
    visits: 1,
    lost: [],
    doubled: [],
    extra: [],
    incomplete: [],
  },
  ledger: {
    ingested: 2,
    registered: 2,
    unknown: [],
    otherwise: {},
    doubled: [],
    untimely: [],
    latency: { p50: 1, p98: 2, last: 2 },
    requeued: 0,
  },
  queue: { waiting: 0, active: 0, delayed: 0, failed: 0, parked: 0 },
  feeds: [{ feed: 'webhook', waiting: 0, active: 0, refused: 0 }],
  told: {
    webhook: { untold: [], unknown: [], again: 1, most: 2 },
    topic: { untold: [], unknown: [], again: 0, most: 1 },
  },
  rucio: { files: 2, datasets: 1, missing: [], misplaced: [], different: [], extra: [] },
};
const peaceful = { wiped: false };
const butler = (change: Partial<Findings['butler']>) => ({
  ...settled,
  butler: { ...settled.butler, ...change },
});
const ledger = (change: Partial<Findings['ledger']>) => ({
  ...settled,
  ledger: { ...settled.ledger, ...change },
});
const feed = (change: Partial<Findings['feeds'][number]>) => ({
  ...settled,
  feeds: settled.feeds.map((each) => ({ ...each, ...change })),
});
const told = (who: 'webhook' | 'topic', change: Partial<Findings['told']['webhook']>) => ({
  ...settled,
  told: { ...settled.told, [who]: { ...settled.told[who], ...change } },
});
const rucio = (change: Partial<NonNullable<Findings['rucio']>>) => ({
  ...settled,
  rucio: settled.rucio && { ...settled.rucio, ...change },
});
const queue = (change: Partial<Findings['queue']>) => ({
  ...settled,
  queue: { ...settled.queue, ...change },
});

describe('complaintsAbout', () => {
  it('has none when every file is in the Butler and in the ledger once', () => {
    expect(complaintsAbout(settled, peaceful)).toEqual([]);
  });

  it('has none about parts that a site is without', () => {
    const less = { ...settled, rucio: undefined, told: { ...settled.told, topic: undefined } };
    expect(complaintsAbout(less, peaceful)).toEqual([]);
  });

  it('expects nobody to be told of what was in a Redis that was wiped, but all of it to be in Rucio', () => {
    const untold = told('webhook', { untold: ['a'] });
    expect(complaintsAbout(untold, { wiped: true })).toEqual([]);
    expect(complaintsAbout(rucio({ missing: ['a'] }), { wiped: true })).toHaveLength(1);
  });

  it.each(['webhook', 'topic'] as const)(
    'complains when the %s heard of hardly anything, wiped or not',
    (who) => {
      const silent = told(who, { untold: ['a', 'b'], most: 0 });
      for (const wiped of [true, false])
        expect(complaintsAbout(silent, { wiped })).toEqual([`2 files were not told to the ${who}`]);
    },
  );

  it.each([
    ['a lost file', butler({ lost: ['a'] })],
    ['a doubled file', butler({ doubled: ['a'] })],
    ['a dataset that nobody asked for', butler({ extra: ['s3://chaos/b'] })],
    ['a dataset too many', butler({ datasets: 3 })],
    ['a file record too few', butler({ fileRecords: 1 })],
    ['an exposure without its visit', butler({ incomplete: ['MC_O_20251115_000001'] })],
    ['a file that the ledger does not know', ledger({ unknown: ['a'] })],
    ['a file that is dead', ledger({ otherwise: { a: 'dead bad-header' } })],
    ['a file with two contents', ledger({ doubled: ['a'] })],
    ['a file that was written before it was read', ledger({ untimely: ['a'] })],
    ['a job that waits', queue({ waiting: 1 })],
    ['a guider that is parked', queue({ parked: 1 })],
    ['a job that was given up', queue({ failed: 1 })],
    ['a message that nobody took', feed({ waiting: 1 })],
    ['a message that was refused', feed({ refused: 1 })],
    ['a file that the webhook was not told of', told('webhook', { untold: ['a'] })],
    ['a file that the topic was not told of', told('topic', { untold: ['a'] })],
    ['a file that was told of and never PUT', told('topic', { unknown: ['c'] })],
    ['a file that is told of in a circle', told('webhook', { most: 100 })],
    ['a file that Rucio does not know', rucio({ missing: ['a'] })],
    ['a file that is in the wrong dataset', rucio({ misplaced: ['a'] })],
    ['a file with another checksum', rucio({ different: ['a'] })],
    ['a DID of nothing', rucio({ extra: ['raw:c'] })],
  ])('complains of %s', (_, findings) => {
    expect(complaintsAbout(findings, peaceful)).toHaveLength(1);
  });
});

describe('troubled', () => {
  it('names each file once, the lost ones first', () => {
    const both = {
      ...butler({ lost: ['b'] }),
      ledger: { ...settled.ledger, unknown: ['b'], otherwise: { a: 'dead' } },
    };
    expect(troubled(both, peaceful)).toEqual(['b', 'a']);
  });
});
