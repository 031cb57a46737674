import type { Stage } from '@footman/ledger';
import type { ObjectNotice, Sighting } from '@footman/queue';
import { QueueUnavailableError } from '@footman/queue';
import { cephNotification } from '@footman/s3-events';
import { createLogger, createMetrics } from '@footman/service';
import { IntakeMetrics } from './intake.metrics.js';
import { IntakeService, type IntakeRules } from './intake.service.js';

/** Remembers notices, or refuses them. */
class FakeQueues {
  readonly notices: ObjectNotice[] = [];
  readonly canaries = { noticed: async () => this.assertThere() };
  away = false;
  /** Keys of objects whose jobs are parked. */
  readonly parked = new Set<string>();

  async add(notices: readonly ObjectNotice[]): Promise<ReadonlySet<ObjectNotice>> {
    this.assertThere();
    this.notices.push(...notices);
    return new Set(notices.filter(({ key }) => this.parked.has(key)));
  }

  private assertThere(): void {
    if (this.away) throw new QueueUnavailableError('away');
  }
}

function setUp(rules: Partial<IntakeRules> = {}) {
  const queues = new FakeQueues();
  const registry = createMetrics();
  const messages: string[] = [];
  const stages: Stage[] = [];
  const sightings: Sighting[] = [];
  const logger = createLogger({
    name: 'test',
    destination: { write: (line) => void messages.push(JSON.parse(line).msg) },
  });
  const all = { secrets: ['s3cret'], datasetRegexp: /fits$/, profile: '', ...rules };
  const intake = new IntakeService(
    all,
    queues,
    new IntakeMetrics(registry),
    logger,
    { send: (...more) => void stages.push(...more) },
    { send: (...more) => void sightings.push(...more) },
  );
  const counted = async () => {
    const { values } = await registry.getSingleMetric('footman_intake_records_total')!.get();
    return Object.fromEntries(
      values.filter(({ value }) => value > 0).map((v) => [v.labels['outcome'], v.value]),
    );
  };
  return { intake, queues, messages, stages, sightings, counted };
}

function body(...keys: string[]): string {
  const records = keys.map((key) => {
    const event = {
      bucket: 'raw',
      key,
      size: 1,
      etag: 'e',
      eventTime: '2026-11-23T22:29:10.535Z',
      secret: 's3cret',
    };
    return JSON.parse(cephNotification(event)).Records[0];
  });
  return JSON.stringify({ Records: records });
}

describe('IntakeService', () => {
  it('tells the ledger what was queued and what is not wanted, with the times of both clocks', async () => {
    const { intake, stages } = setUp();
    await intake.take(body('a.fits', 'a.json'));
    const event = Date.parse('2026-11-23T22:29:10.535Z');
    const times = { event, received: expect.any(Number) };
    expect(stages).toMatchObject([
      {
        bucket: 'raw',
        key: 'a.fits',
        etag: 'e',
        size: 1,
        state: 'queued',
        times,
      },
      { bucket: 'raw', key: 'a.json', state: 'ignored', reason: 'not-a-dataset', times },
    ]);
    expect(Math.abs(Date.now() - (stages[0]?.at ?? 0))).toBeLessThan(5000);
  });

  it('tells the ledger nothing of what the queue did not take: it comes again', async () => {
    const { intake, queues, stages } = setUp();
    queues.away = true;
    await expect(intake.take(body('a.fits'))).rejects.toThrow(QueueUnavailableError);
    expect(stages).toEqual([]);
  });

  it('tells the ledger nothing of an object whose job is put aside, which is where it stays', async () => {
    const { intake, queues, stages, sightings } = setUp();
    queues.parked.add('guider.fits');
    expect(await intake.take(body('guider.fits', 'a.fits'))).toEqual({ queued: 2 });
    expect(stages).toMatchObject([{ key: 'a.fits', state: 'queued' }]);
    expect(sightings).toHaveLength(2);
  });

  it('tells presence of datasets that were queued, and of nothing else', async () => {
    const { intake, queues, sightings } = setUp({ profile: 'site' });
    await intake.take(body('a.fits', 'a.json', 'footman-canary/a.fits'));
    const arrivedAt = queues.notices[0]?.receivedAt;
    expect(sightings).toEqual([{ bucket: 'site@raw', key: 'a.fits', size: 1, arrivedAt }]);
    queues.away = true;
    await expect(intake.take(body('b.fits'))).rejects.toThrow(QueueUnavailableError);
    expect(sightings).toHaveLength(1);
  });

  it('puts the profile before the bucket, in the notice, the sentence and the path that is matched', async () => {
    const { intake, queues, messages } = setUp({ profile: 'site', datasetRegexp: /^site@raw\/a/ });
    expect(await intake.take(body('a', 'b'))).toEqual({ queued: 1, 'not-a-dataset': 1 });
    expect(queues.notices.map(({ bucket, key }) => [bucket, key])).toEqual([['site@raw', 'a']]);
    expect(messages).toEqual(['Enqueued site@raw/a to site@raw', 'Not a dataset']);
  });

  it('judges every object alike, whatever flags the expression has', async () => {
    const { intake } = setUp({ datasetRegexp: /FITS$/giy });
    expect(await intake.take(body('a.fits', 'a.fits', 'b.json'))).toEqual({ queued: 2, 'not-a-dataset': 1 });
  });

  it('counts nothing but unavailable records while the queue is away, and says so once', async () => {
    const { intake, queues, messages, counted } = setUp();
    queues.away = true;
    for (let i = 0; i < 3; i++) {
      await expect(intake.take(body('a.fits', 'b.json'))).rejects.toThrow(QueueUnavailableError);
    }
    expect(await counted()).toEqual({ unavailable: 3 });
    queues.away = false;
    await intake.take(body('a.fits', 'b.json'));
    expect(await counted()).toEqual({ unavailable: 3, queued: 1, 'not-a-dataset': 1 });
    expect(messages).toEqual([
      'The queue is away; notifications are refused',
      'The queue is back; notifications are taken',
      'Enqueued raw/a.fits to raw',
      'Not a dataset',
    ]);
  });

  it('writes a line for each reason, however many useless records a body has', async () => {
    const { intake, messages, counted } = setUp();
    const useless = JSON.stringify({ Records: Array.from({ length: 1000 }, (_, i) => (i % 2 ? null : {})) });
    expect(await intake.take(useless)).toEqual({ malformed: 500, 'wrong-secret': 500 });
    expect(messages).toEqual(['Rejected records', 'Rejected records']);
    expect(await counted()).toEqual({ malformed: 500, 'wrong-secret': 500 });
  });

  it("refuses a canary that it can't remember, as one that got lost is a false alarm", async () => {
    const { intake, queues, stages, counted } = setUp();
    queues.away = true;
    await expect(intake.take(body('footman-canary/1.fits'))).rejects.toThrow(QueueUnavailableError);
    queues.away = false;
    expect(await intake.take(body('footman-canary/1.fits'))).toEqual({ canary: 1 });
    expect(await counted()).toEqual({ unavailable: 1, canary: 1 });
    expect([queues.notices, stages]).toEqual([[], []]);
  });

  it('needs no queue for what it would not put there', async () => {
    const { intake, queues } = setUp();
    queues.away = true;
    expect(await intake.take(body('b.json'))).toEqual({ 'not-a-dataset': 1 });
    expect(intake.refuse('too large')).toEqual({ malformed: 1 });
  });
});
