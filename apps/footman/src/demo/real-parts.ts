import type { Repository } from '@footman/butler-client';
import { startIngest } from '@footman/ingest';
import { createIntake } from '@footman/intake';
import { formatS3Uri } from '@footman/object-store';
import { instrumentByName } from '@footman/obs-lsst';
import { cephNotification } from '@footman/s3-events';
import { createLogger, createMetrics } from '@footman/service';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { destination } from 'pino';
import { provideRepository } from './demo-repository.js';
import { openHttpStore } from './http-store.js';
import type { DemoParts, S3Access } from './demo-parts.js';
import type { VisitReport } from './demo-report.js';

const INSTRUMENT = 'LSSTCam';

/** Real files may be compressed. */
const DATASETS = /\.fits(\.fz|\.gz)?$/;

/** The real parts of the demonstration; they log to footman.log in its directory, so that the progress bars stay whole. */
export function realParts(dir: string): DemoParts {
  const log = (name: string) => {
    mkdirSync(dir, { recursive: true, mode: 0o711 });
    return createLogger({
      name,
      level: 'info',
      destination: destination({ dest: join(dir, 'footman.log'), sync: false, minLength: 8192 }),
    });
  };
  return {
    detectors: instrumentByName(INSTRUMENT).detectors,
    openStore: openHttpStore,
    notification: cephNotification,
    async startIntake({ queueBackend, secret }) {
      const intake = await createIntake(
        { secrets: [secret], datasetRegexp: DATASETS, queue: queueBackend, host: '127.0.0.1', port: 0 },
        { logger: log('intake'), registry: createMetrics({}) },
      );
      return { url: `${intake.url}/notify`, close: () => intake.close() };
    },
    async startIngest({ queueBackend, s3, butler, instruments, onIngested, onRefused }) {
      await provideRepository(butler, instruments);
      const ingest = await startIngest(
        {
          BUCKETS: [s3.bucket],
          BUTLER_REPO: butler.repo,
          GUIDER_RETRY_MS: 1000,
        },
        {
          queue: queueBackend,
          env: s3Env(s3),
          log: log('ingest'),
          registry: createMetrics({}),
          onIngested: ({ bucket, key }) => onIngested({ bucket, key, at: Date.now() }),
          onGivenUp: ({ bucket, key }, error) => onRefused({ bucket, key, reason: error.message }),
        },
      );
      return {
        stored: async (bucket) => storedKeys(await ingest.repository(), bucket),
        visits: async (obs_ids) => visitReports(await ingest.repository(), obs_ids),
        close: () => ingest.close(),
      };
    },
  };
}

/** The object store knows its server from the environment, like everything that runs for real. */
function s3Env({ endpoint, accessKey, secretKey }: S3Access): NodeJS.ProcessEnv {
  return { S3_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey };
}

async function storedKeys(repository: Repository, bucket: string): Promise<string[]> {
  const prefix = formatS3Uri(bucket, '');
  const datasets = await repository.datasets();
  return datasets.flatMap(({ uri }) => (uri?.startsWith(prefix) ? [uri.slice(prefix.length)] : []));
}

async function visitReports(repository: Repository, obs_ids: readonly string[]): Promise<VisitReport[]> {
  const wanted = new Set(obs_ids);
  const visits = (await repository.visits()).filter(({ name }) => wanted.size === 0 || wanted.has(name));
  return Promise.all(
    visits.map(async ({ instrument, id, name }) => ({
      obs_id: name,
      visit: id,
      detector_regions: await repository.detectorRegionCount(instrument, id),
    })),
  );
}
