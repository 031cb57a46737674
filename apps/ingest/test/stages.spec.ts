import { peacefulQueueServers } from '@footman/embedded';
import { Site, fits, header, keyOf } from './site.js';
import { until } from './until.js';

/** Seconds by which the clock of Rubin's headers is ahead of that of computers. */
const TAI_MINUS_UTC = 37;
const SECONDS = 'footman_ingest_stage_seconds';
const STAGES = ['transfer', 'notice', 'queue', 'read', 'gather', 'write', 'total'];

/** What the clock of Rubin's headers shows so many seconds after a moment. */
function tai(at: number, seconds: number): string {
  return new Date(at + 1000 * (seconds + TAI_MINUS_UTC)).toISOString().replace('Z', '');
}

describe.each(peacefulQueueServers())('where the time goes, with the queue on %s', (_, start) => {
  let server: Awaited<ReturnType<typeof start>>;
  let site: Site;

  beforeAll(async () => {
    server = await start();
  });

  afterAll(() => server.close());

  beforeEach(async () => {
    site = await Site.open(server.backend);
    await site.start();
  });

  afterEach(() => site.close());

  /** Seconds and files of each stage. */
  async function stages(): Promise<Record<string, { sum: number; count: number }>> {
    const metric = await site.registry.getSingleMetric(SECONDS)?.get();
    const of = (stage: string, suffix: string) =>
      metric?.values
        .filter(
          (each) =>
            (each as { metricName?: string }).metricName === `${SECONDS}_${suffix}` &&
            each.labels['stage' as never] === stage,
        )
        .reduce((sum, { value }) => sum + value, 0) ?? 0;
    return Object.fromEntries(
      STAGES.map((stage) => [stage, { sum: of(stage, 'sum'), count: of(stage, 'count') }]),
    );
  }

  /** PUTs a file whose exposure ended so many seconds before its PUT; its notice came two seconds after that, and one second ago. */
  async function put(seqNum: number, transfer: number) {
    const at = Date.now() - 3000;
    const dates = { 'DATE-BEG': tai(at, -transfer - 30), 'DATE-END': tai(at, -transfer) };
    const cards = header(seqNum, 'R22_S11', { ...dates, 'DATE-OBS': dates['DATE-BEG'] });
    const notice = await site.put(keyOf(seqNum, 'R22_S11'), fits(cards), cards);
    return { ...notice, eventTime: new Date(at).toISOString(), receivedAt: at + 2000 };
  }

  test('the stages of a live file add up to the whole, its transfer told by its header', async () => {
    const notice = await put(1, 7.5);
    await site.queues.add([notice]);
    expect(await site.settled([notice.key])).toEqual(['ingested']);
    const { transfer, notice: told, queue, read, gather, write, total } = await stages();
    expect(transfer).toEqual({ sum: expect.closeTo(7.5, 2), count: 1 });
    expect(told).toEqual({ sum: 2, count: 1 });
    expect(queue?.sum).toBeGreaterThanOrEqual(1);
    const parts = [told, queue, read, gather, write].map((stage) => stage?.sum ?? NaN);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(total?.sum ?? 0, 5);
    expect(gather?.sum).toBeGreaterThan(0.015);
    expect(await site.metric('footman_ingest_untimed_transfers_total')).toBe(0);
  });

  test('a file that was PUT before its exposure ended has no transfer, and is counted', async () => {
    const notice = await put(2, -60);
    await site.queues.add([notice]);
    await site.settled([notice.key]);
    expect((await stages())['transfer']?.count).toBe(0);
    expect((await stages())['total']?.count).toBe(1);
    expect(await site.metric('footman_ingest_untimed_transfers_total', { instrument: 'LSSTCam' })).toBe(1);
  });

  test('neither backfill nor a second notice counts, and of a guider that waited only the whole does', async () => {
    const [science, guider] = await Promise.all([
      site.put(keyOf(3, 'R22_S11'), fits(header(3, 'R22_S11')), header(3, 'R22_S11')),
      site.put(keyOf(3, 'R00_SG0'), fits(header(3, 'R00_SG0')), header(3, 'R00_SG0')),
    ]);
    await site.queues.add([guider]);
    await until(async () => ((await site.metric('footman_ingest_waits_total')) ?? 0) > 0);
    await site.queues.add([science], { lane: 'backfill' });
    await site.settled([science.key, guider.key]);
    await site.queues.add([{ ...science, etag: 'again' }]);
    await until(
      async () => (await site.metric('footman_ingest_files_total', { outcome: 'duplicate' })) === 1,
    );
    const counts = Object.entries(await stages()).map(([stage, { count }]) => [stage, count]);
    expect(Object.fromEntries(counts)).toEqual({
      transfer: 0,
      notice: 1,
      queue: 0,
      read: 0,
      gather: 0,
      write: 0,
      total: 1,
    });
  });
});
