import { STATES } from '@footman/ledger';
import { type Circumstances, causeOf } from './cause-of.js';
import { CAUSES, LOSSES, RECOVERED, REPAIRED } from './cause.js';

const WRITTEN = 1_000_000;
const base: Circumstances = {
  job: null,
  parked: false,
  failedAt: undefined,
  remembered: undefined,
  lastModified: WRITTEN,
};

describe('why the Butler lacks an object', () => {
  test.each<[string, Partial<Circumstances>, string]>([
    ['has no job and no past', {}, 'never-noticed'],
    ['has no job and was queued once', { remembered: 'queued' }, 'queue-lost'],
    ['has no job and was being read', { remembered: 'reading' }, 'queue-lost'],
    ['has no job and was to be tried again', { remembered: 'retrying' }, 'queue-lost'],
    ['has no job and waited for its exposure', { remembered: 'parked' }, 'queue-lost'],
    ['has no job and was queued by a reaper', { remembered: 'missing' }, 'queue-lost'],
    ['was ingested', { remembered: 'ingested' }, 'removed'],
    ['was no dataset for the intake', { remembered: 'ignored' }, 'ignored'],
    ['was given up, and the queue has forgotten it', { remembered: 'dead' }, 'dead'],
    ['has a job that waits', { job: 'waiting', remembered: 'dead' }, 'in-progress'],
    ['has a job that runs', { job: 'active' }, 'in-progress'],
    ['has a job that comes again', { job: 'delayed' }, 'in-progress'],
    ['has a job that waits for its exposure', { job: 'delayed', parked: true }, 'parked'],
    ['has a job that was done', { job: 'completed' }, 'removed'],
    ['has a job that failed', { job: 'failed', failedAt: WRITTEN + 1 }, 'dead'],
    ['was written again after its job had failed', { job: 'failed', failedAt: WRITTEN - 1 }, 'put-again'],
    ['was queued, and nobody asks the queue', { job: undefined, remembered: 'queued' }, 'in-progress'],
    ['was parked, and nobody asks the queue', { job: undefined, remembered: 'parked' }, 'parked'],
    ['has no past, and nobody asks the queue', { job: undefined }, 'never-noticed'],
  ])('that %s', (_, circumstances, cause) => {
    expect(causeOf({ ...base, ...circumstances })).toBe(cause);
  });

  test('has an answer for every state', () => {
    for (const remembered of STATES) expect(CAUSES).toContain(causeOf({ ...base, remembered }));
  });

  test('is never that a person decided against it where the reaper acts by itself', () => {
    expect(RECOVERED).toEqual(['never-noticed', 'queue-lost', 'put-again']);
    expect([...REPAIRED].sort()).toEqual([...LOSSES].sort());
  });
});
