import { runMain } from './run-main.js';

describe('the deployed entry', () => {
  it('names all settings that are wrong, without values, and exits with 2', async () => {
    const { output, ended } = runMain({ LANES: 'fast', MAX_FAILURES: '0', REDIS_URL: 'redis://nowhere' });
    expect(await ended).toBe(2);
    expect(output.err).toMatch(/^ingest: The configuration has problems:/);
    for (const name of ['BUTLER_REPO', 'LANES', 'MAX_FAILURES'])
      expect(output.err).toContain(`\n  ${name}: `);
    expect(output.err).not.toContain('nowhere');
  });

  it('says what is missing when no queue is set, and exits with 2', async () => {
    const { output, ended } = runMain({ BUCKETS: 'raw', BUTLER_REPO: '/nowhere' });
    expect(await ended).toBe(2);
    expect(output.err).toMatch(/^ingest: .*REDIS_URL/);
  });

  it('ends with 1 when there is no repository to write to', async () => {
    const { output, ended } = runMain({
      BUCKETS: 'raw',
      BUTLER_REPO: '/nowhere',
      QUEUE_DATABASE_URL: 'postgres://nobody:hunter2@127.0.0.1:1/none',
    });
    expect(await ended).toBe(1);
    expect(output.err).toMatch(/^ingest: .*\/nowhere/);
    expect(output.out + output.err).not.toContain('hunter2');
  });
});
