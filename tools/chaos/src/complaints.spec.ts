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
    unknown: [],
    otherwise: {},
    doubled: [],
    untimely: [],
    latency: { p50: 1, p98: 2, last: 2 },
    requeued: 0,
  },
  queue: { waiting: 0, active: 0, delayed: 0, failed: 0, parked: 0 },
};
const butler = (change: Partial<Findings['butler']>) => ({
  ...settled,
  butler: { ...settled.butler, ...change },
});
const ledger = (change: Partial<Findings['ledger']>) => ({
  ...settled,
  ledger: { ...settled.ledger, ...change },
});
const queue = (change: Partial<Findings['queue']>) => ({
  ...settled,
  queue: { ...settled.queue, ...change },
});

describe('complaintsAbout', () => {
  it('has none when every file is in the Butler and in the ledger once', () => {
    expect(complaintsAbout(settled)).toEqual([]);
  });

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
  ])('complains of %s', (_, findings) => {
    expect(complaintsAbout(findings)).toHaveLength(1);
  });
});

describe('troubled', () => {
  it('names each file once, the lost ones first', () => {
    const both = {
      ...butler({ lost: ['b'] }),
      ledger: { ...settled.ledger, unknown: ['b'], otherwise: { a: 'dead' } },
    };
    expect(troubled(both)).toEqual(['b', 'a']);
  });
});
