import { footman } from './run-footman.js';

/** What it finds with a real Rucio is in tools/labs. */
describe('footman rucio audit', () => {
  const before = process.env;

  beforeEach(() => {
    process.env = { PATH: before['PATH'], BUTLER_REPO: '/nowhere', BUCKETS: 'rubin-summit' };
  });
  afterEach(() => {
    process.env = before;
  });

  const exits2 = (said: RegExp) => ({ exitCode: 2, stdout: '', stderr: expect.stringMatching(said) });

  test('says what it lacks before it asks anybody, with exit code 2', async () => {
    expect(await footman('rucio', 'audit')).toMatchObject(exits2(/RUCIO_RSE.*RUCIO_SCOPE.*RUCIO_DTN/s));
    delete process.env['BUCKETS'];
    expect(await footman('rucio', 'audit')).toMatchObject(exits2(/BUCKETS/));
    delete process.env['BUTLER_REPO'];
    expect(await footman('rucio', 'audit')).toMatchObject(exits2(/BUTLER_REPO/));
  });

  test.each([
    [['--dry-run'], /--dry-run goes with --repair/],
    [['--night', '20251115', '--until', '20251116'], /either --night, or --since and --until/],
    [['--night', 'last'], /day_obs/],
  ])('refuses %j', async (options, said) => {
    expect(await footman('rucio', 'audit', ...options)).toMatchObject(exits2(said));
  });
});
