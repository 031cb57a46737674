import { instrumentByName, lastNights, tonight } from '@footman/obs-lsst';
import type { RefusedMessage } from '@footman/queue';
import { createLogger, createMetrics } from '@footman/service';
import type { ButlerFile } from './audit-night.js';
import { AuditRound, type AuditRoundParts } from './audit-round.js';
import { AuditMetrics } from './audit.metrics.js';

const BUCKET = 'rubin-summit';
const MINUTE_MS = 60_000;
const NIGHT = tonight(Date.now())[0] as number;
const SETTINGS = {
  RUCIO_RSE: 'RSE',
  RUCIO_SCOPE: 'raw',
  RUCIO_DTN: 's3://s3.example.org/',
  RUCIO_AUDIT_NIGHTS: 1,
  RUCIO_AUDIT_GRACE_MS: 300_000,
};
const log = createLogger({ name: 'audit', level: 'fatal' });

const keyOf = (detector: number) =>
  `LSSTCam/${NIGHT}/MC_O_${NIGHT}_000001/MC_O_${NIGHT}_000001_${detector}.fits`;

/** Files of a night that the Butler has, by the minutes since their ingest, and Rucio lacks; and a queue of messages. */
class Site {
  /** How often the night was looked at. */
  looks = 0;
  oldestAt: number | null = null;
  refused: Partial<RefusedMessage>[] = [];
  readonly queued: (readonly number[])[] = [];
  private readonly round: AuditRound;

  constructor(ages: readonly number[], night: number | undefined = NIGHT) {
    const uri = (detector: number) => `s3://${BUCKET}/${keyOf(detector)}`;
    const datasets = ages.map((_, detector) => ({
      uri: uri(detector),
      fileSize: 1,
      dataId: { instrument: 'LSSTCam', detector, exposure: 1 },
    }));
    const repository = {
      instruments: async () => [instrumentByName('LSSTCam').definition.instrument],
      exposures: async ({ day_obs }: { day_obs: number }) => {
        if (day_obs !== night) return [];
        this.looks += 1;
        return [{ instrument: 'LSSTCam', id: 1, seq_num: 1 }];
      },
      datasets: async ({ datasetType }: { datasetType: string }) => (datasetType === 'raw' ? datasets : []),
      filesAt: async (uris: readonly string[]) =>
        ages.flatMap((age, detector) =>
          uris.includes(uri(detector))
            ? [{ uri: uri(detector), fileSize: 1, ingestDate: Date.now() - age * MINUTE_MS }]
            : [],
        ),
    };
    const rucio = { listDids: async () => [], listFiles: async () => [], listReplicas: async () => [] };
    const queue = async (files: readonly ButlerFile[]) => {
      this.queued.push(files.map(({ dataset }) => dataset.dataId.detector));
      return files;
    };
    const parts = {
      systems: { repository: async () => repository, rucio, queue },
      messages: {
        status: async () => [{ name: 'footman~rucio', oldestAt: this.oldestAt }],
        refused: async function* (this: Site) {
          yield* this.refused;
        }.bind(this),
      },
      metrics: new AuditMetrics(createMetrics(), [BUCKET]),
      log,
    };
    this.round = new AuditRound(parts as unknown as AuditRoundParts, SETTINGS);
  }

  async run(): Promise<(readonly number[])[]> {
    await this.round.run(BUCKET, new AbortController().signal);
    return this.queued.splice(0);
  }
}

describe('the round', () => {
  test('queues what was ingested more than five minutes ago', async () => {
    expect(await new Site([90, 1, 6]).run()).toEqual([[0, 2]]);
  });

  test('leaves what may still wait in the queue: all that is younger than its oldest message', async () => {
    const site = new Site([90, 62, 30]);
    site.oldestAt = Date.now() - 60 * MINUTE_MS;
    expect(await site.run()).toEqual([[0]]);
  });

  test('queues nothing more while what it queued itself is waiting', async () => {
    const site = new Site([90]);
    expect(await site.run()).toEqual([[0]]);
    site.oldestAt = Date.now();
    expect(await site.run()).toEqual([]);
    site.oldestAt = null;
    expect(await site.run()).toEqual([[0]]);
  });

  test('compares a night again that lacked something, and one that did not only when a day has gone', async () => {
    const [lost, complete] = [
      new Site([90], lastNights(Date.now(), 1)[0]),
      new Site([], lastNights(Date.now(), 1)[0]),
    ];
    for (const site of [lost, complete]) {
      await site.run();
      await site.run();
    }
    expect([lost.looks, complete.looks]).toEqual([2, 1]);
  });

  test('leaves what was refused to a person', async () => {
    const site = new Site([90, 90]);
    site.refused = [
      {
        items: [
          { bucket: BUCKET, key: keyOf(0) },
          { bucket: 'other', key: keyOf(1) },
        ],
      },
    ];
    expect(await site.run()).toEqual([[1]]);
  });
});
