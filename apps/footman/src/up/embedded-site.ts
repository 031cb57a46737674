import { startPostgres, startS3 } from '@footman/embedded';
import { instrumentNames } from '@footman/obs-lsst';
import { cephNotification } from '@footman/s3-events';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { provideRepository } from '../demo/demo-repository.js';
import { Notifier } from '../demo/notifier.js';
import type { ListeningService } from './run-services.js';

const BUCKET = 'embargo';
/** How the command line finds the site: `set -a; . .footman/up/site.env`. */
const ENV_FILE = 'site.env';

/** Databases, object store and Butler of our own, for a test stand that has none. */
export interface EmbeddedSite {
  /** How services find all of it. */
  readonly env: NodeJS.ProcessEnv;
  readonly listening: readonly ListeningService[];
  /** From now on each object that is PUT is told to an intake, as Ceph does. */
  notify(url: string): void;
  close(): Promise<void>;
}

/**
 * Starts PostgreSQL and an object store in a directory, and makes the Butler repository there if there is none.
 *
 * The queue is on REDIS_URL if that is set, otherwise on the PostgreSQL, which has ledger and registry, too.
 */
export async function startEmbeddedSite(directory: string, env: NodeJS.ProcessEnv): Promise<EmbeddedSite> {
  const dir = resolve(directory);
  // Other users pass through (PostgreSQL may run as one), but don't look around.
  await mkdir(dir, { recursive: true, mode: 0o711 });
  const repo = join(dir, 'repo');
  const random = (variable: string) => env[variable] || randomBytes(16).toString('hex');
  const secret = random('NOTIFICATION_SECRET');
  const postgres = await startPostgres(join(dir, 'postgres'));
  try {
    await provideRepository({ kind: 'postgres', repo, connectionString: postgres.url }, instrumentNames);
    const s3 = await startS3({ dir: join(dir, 's3'), buckets: [BUCKET] });
    const settings = {
      QUEUE_DATABASE_URL: postgres.url,
      LEDGER_URL: postgres.url,
      BUTLER_REPO: repo,
      BUCKETS: BUCKET,
      NOTIFICATION_SECRET: secret,
      CONSOLE_TOKEN: random('CONSOLE_TOKEN'),
      S3_ENDPOINT_URL: s3.endpoint,
      AWS_ACCESS_KEY_ID: s3.accessKey,
      AWS_SECRET_ACCESS_KEY: s3.secretKey,
    };
    const lines = Object.entries(settings).map(([variable, value]) => `${variable}='${value}'\n`);
    await writeFile(join(dir, ENV_FILE), lines.join(''), { mode: 0o600 });
    let notifier: Notifier | undefined;
    return {
      env: { ...env, ...settings },
      listening: [{ name: 'object store', url: s3.endpoint, use: `bucket ${BUCKET}` }],
      notify(url) {
        const sending = new Notifier({ url: `${url}/notify`, secret, encode: cephNotification });
        s3.onPut((object) => sending.notify(object));
        notifier = sending;
      },
      async close() {
        notifier?.close();
        await s3.close();
        await postgres.close();
      },
    };
  } catch (error) {
    await postgres.close();
    throw error;
  }
}
