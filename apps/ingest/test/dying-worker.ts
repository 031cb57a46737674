/** A worker in a process of its own that dies as soon as a file is in the Butler, before anybody was told: its queue is FOOTMAN_QUEUE, as JSON. */
import { createLogger, createMetrics } from '@footman/service';
import { startIngest } from '../src/index.js';

const { env } = process;
await startIngest(
  { BUCKETS: [env['BUCKET'] as string], BUTLER_REPO: env['BUTLER_REPO'] as string },
  {
    queue: JSON.parse(env['FOOTMAN_QUEUE'] as string),
    env,
    log: createLogger({ name: 'ingest' }),
    registry: createMetrics(),
    feeds: { ingested: async () => void process.kill(process.pid, 'SIGKILL') },
  },
);
