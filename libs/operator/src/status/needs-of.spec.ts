import { needsOf } from './needs-of.js';
import type { BucketStatus, SiteStatus } from './site-status.js';

const NOW = Date.UTC(2025, 10, 15);
const ANSWERS = { state: 'answers', place: null, problem: null } as const;
const LANE = {
  waiting: 0,
  active: 0,
  delayed: 0,
  completed: 0,
  failed: 0,
  oldestPendingAt: null,
  lastAddedAt: null,
};
const feed = (name: string, seconds: number | null, refused = 0) => ({
  feed: name,
  waiting: 1,
  active: 0,
  refused,
  oldestAt: seconds === null ? null : NOW - 1000 * seconds,
});
const QUIET: BucketStatus = {
  bucket: 'raws',
  lanes: { live: LANE, backfill: LANE },
  flow: null,
  troubles: { dead: 0, corrected: 0, parked: 8, overdue: 0 },
};
const status = (change: Partial<SiteStatus> = {}) => ({
  at: NOW,
  queue: ANSWERS,
  ledger: ANSWERS,
  feeds: [feed('ledger', 5), feed('webhook', 299)],
  buckets: [QUIET],
  ...change,
});
const waiting = (seconds: number) => ({ ...LANE, waiting: 1, oldestPendingAt: NOW - 1000 * seconds });

describe('a person is needed', () => {
  test('not while work goes on, nor for guiders that wait as they do', () => {
    const buckets = [{ ...QUIET, lanes: { live: waiting(29), backfill: waiting(86_400) } }];
    expect(needsOf(status({ buckets }))).toEqual([]);
  });

  test('when nobody takes live files or what the ledger is told', () => {
    const buckets = [{ ...QUIET, lanes: { live: waiting(45), backfill: LANE } }];
    expect(needsOf(status({ buckets, feeds: [feed('ledger', 600)] }))).toEqual([
      'raws: a file has been waiting for 45 s: does ingest run?',
      'the ledger is 10 min behind: does the reaper run?',
    ]);
  });

  test('for each kind of file that won’t come right by itself', () => {
    const buckets = [{ ...QUIET, troubles: { dead: 2, corrected: 1, parked: 8, overdue: 3 } }];
    expect(needsOf(status({ buckets }))).toEqual([
      'raws: 2 given up: footman dead list --bucket raws --state dead',
      'raws: 1 replaced after ingest: footman dead list --bucket raws --state corrected',
      'raws: 3 waiting for their exposure for too long: footman dead list --bucket raws --state overdue',
    ]);
  });

  test('when others are not told of files, or refused to be', () => {
    const feeds = [feed('presence', 31), feed('rucio', 301), feed('topic', null, 1), feed('webhook', 9, 7)];
    expect(needsOf(status({ feeds }))).toEqual([
      'the presence feed is 31 s behind: does presence run?',
      'the rucio feed is 5 min behind: does the registrar run, and does Rucio answer?',
      '1 message of the topic feed refused: footman feeds refused topic',
      '7 messages of the webhook feed refused: footman feeds refused webhook',
    ]);
  });

  test('when queue or ledger are away, and not for a ledger that there is none of', () => {
    const away = { state: 'away', place: 'redis://host', problem: 'refused' } as const;
    const none = { state: 'not configured', place: null, problem: 'LEDGER_URL is not set' } as const;
    expect(needsOf(status({ queue: away, ledger: none, feeds: null, buckets: [] }))).toEqual([
      'the queue is away: refused',
    ]);
    expect(needsOf(status({ ledger: { ...away, problem: 'timed out' }, feeds: null, buckets: [] }))).toEqual([
      'the ledger is away: timed out',
    ]);
  });
});
