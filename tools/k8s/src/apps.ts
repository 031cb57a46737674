import { announcerConfig } from '@footman/announcer';
import { consoleConfig } from '@footman/console';
import { outFields } from '@footman/feeds';
import { ingestConfig } from '@footman/ingest';
import { intakeConfig } from '@footman/intake';
import { presenceConfig } from '@footman/presence';
import { queueBackendFromEnv } from '@footman/queue';
import { reaperConfig } from '@footman/reaper';
import { registrarConfig } from '@footman/registrar';
import { z } from 'zod';

/** The settings of each app that the image has, by the argument that starts it. */
export const APPS: Readonly<Record<string, z.ZodType>> = {
  intake: intakeConfig,
  ingest: ingestConfig,
  reaper: reaperConfig,
  console: consoleConfig,
  presence: presenceConfig,
  announcer: announcerConfig,
  registrar: registrarConfig,
};

/** What libraries read beside the settings: object store and Butler credentials. */
const S3 = /^(LSST_RESOURCES_S3_PROFILE_.+|S3_ENDPOINT_URL|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY)$/;
const BUTLER = /^LSST_DB_AUTH$/;
/** What the console asks for as the command line does; the repository is in the same ConfigMap. */
const OPERATOR = /^(BUCKETS?|BUTLER_REPO|LEDGER_URL|DATASET_REGEXP|MAX_GUIDER_WAIT)$/;

/** Whether an app does something with a variable. */
export function knows(app: string, variable: string): boolean {
  const settings = APPS[app];
  if (!settings) return false;
  // One ConfigMap says for all of them who is told, so that what is sent is taken.
  if (['announcer', 'registrar'].includes(app) && variable in outFields) return true;
  if (variable in shapeOf(settings) || variable in readByQueue()) return true;
  if (['console', 'presence'].includes(app) && OPERATOR.test(variable)) return true;
  return !['intake', 'announcer'].includes(app) && (S3.test(variable) || BUTLER.test(variable));
}

/** The settings of an app. */
export function settingsOf(app: string): string[] {
  return Object.keys(shapeOf(APPS[app]));
}

/** The variables of a schema, whatever is done with them afterwards. */
function shapeOf(schema: unknown): Readonly<Record<string, unknown>> {
  if (schema instanceof z.ZodObject) return schema.shape as Record<string, unknown>;
  if (schema instanceof z.ZodPipe) return shapeOf(schema.in);
  throw new Error('A schema of settings is neither an object nor made of one');
}

/** What the queue asks its environment for when it finds a Redis host. */
function readByQueue(): Record<string, true> {
  const asked: Record<string, true> = {};
  const env = new Proxy<NodeJS.ProcessEnv>(
    {},
    {
      get: (_, name) => {
        asked[String(name)] = true;
        return name === 'REDIS_HOST' ? 'redis' : undefined;
      },
    },
  );
  queueBackendFromEnv(env);
  return asked;
}
