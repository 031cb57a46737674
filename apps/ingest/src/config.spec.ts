import { parseConfig } from '@footman/service';
import { ingestConfig, withDefaults } from './config.js';

const REQUIRED = { BUCKETS: 'p@raw, lfa', BUTLER_REPO: '/repo' };

describe('the settings of ingest', () => {
  test('name both lanes unless told otherwise', () => {
    expect(parseConfig(ingestConfig, REQUIRED)).toMatchObject({
      BUCKETS: ['p@raw', 'lfa'],
      LANES: ['live', 'backfill'],
      MAX_FAILURES: 3,
      MAX_GUIDER_WAIT: 300,
      DRAIN_MS: 25_000,
    });
    expect(parseConfig(ingestConfig, { ...REQUIRED, LANES: 'backfill' }).LANES).toEqual(['backfill']);
  });

  test.each([
    ['LANES', 'fast'],
    ['LANES', ','],
    ['MAX_FAILURES', '0'],
    ['BACKFILL_CONCURRENCY', 'few'],
    ['DRAIN_MS', '-1'],
    ['BUCKETS', ','],
  ])('refuse %s=%s', (name, value) => {
    expect(() => parseConfig(ingestConfig, { ...REQUIRED, [name]: value })).toThrow(name);
  });

  test('never show the ledger’s address', () => {
    const LEDGER_URL = 'postgresql://footman:hunter2@db/ledger';
    const config = parseConfig(ingestConfig, { ...REQUIRED, LEDGER_URL });
    expect(JSON.stringify(config)).not.toContain('hunter2');
  });

  test('have defaults for whoever starts a worker in their own process', () => {
    expect(withDefaults({ BUCKETS: ['b'], BUTLER_REPO: 'r', BATCH_SIZE: 5 })).toMatchObject({
      BUCKETS: ['b'],
      BATCH_SIZE: 5,
      BACKFILL_CONCURRENCY: 20,
    });
  });
});
