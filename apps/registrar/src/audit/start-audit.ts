import { ButlerError, openRepository } from '@footman/butler-client';
import { type IngestedFile, OUT_QUEUES } from '@footman/feeds';
import { type ObjectStore, s3TextReader } from '@footman/object-store';
import { LeasedRound, MessageQueue, ObjectQueues, type QueueBackend } from '@footman/queue';
import type { RucioClient } from '@footman/rucio-client';
import { lazily, type Logger } from '@footman/service';
import type { Registry } from 'prom-client';
import type { RegistrarConfig } from '../config.js';
import { AuditRound } from './audit-round.js';
import { AuditMetrics } from './audit.metrics.js';
import { queueAgain } from './queue-again.js';

/** What the comparisons of a registrar work with. */
export interface AuditParts {
  readonly backend: QueueBackend;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Logger;
  readonly registry: Registry;
  readonly rucio: RucioClient;
  readonly store: ObjectStore;
}

/**
 * Starts to compare the last nights of each bucket with Rucio, where the settings name a repository and buckets.
 *
 * @returns what ends it
 * @throws ButlerError when the repository isn't there; whatever is merely away is waited for.
 */
export async function startAudit(
  config: RegistrarConfig,
  { backend, env, log: parent, registry, rucio, store }: AuditParts,
): Promise<() => Promise<void>> {
  const { BUTLER_REPO, BUCKETS: buckets, RUCIO_AUDIT_MS } = config;
  if (!BUTLER_REPO || buckets.length === 0 || RUCIO_AUDIT_MS === 0) return async () => undefined;
  const log = parent.child({ part: 'audit' });
  const onError = (err: Error) => log.warn({ err }, 'The queue is away');
  const repository = lazily(() => openRepository(BUTLER_REPO, { env, readText: s3TextReader(env) }));
  await repository.get().catch((error: unknown) => {
    if (!(error instanceof ButlerError) || !error.transient) throw error;
    log.warn({ err: error }, 'The Butler is away; it is compared with Rucio when it is back');
  });
  const queues = new ObjectQueues(backend, { onError });
  const feed = new MessageQueue<IngestedFile>(backend, OUT_QUEUES.rucio, { onError });
  const metrics = new AuditMetrics(registry, buckets);
  const systems = {
    repository: repository.get,
    rucio,
    queue: (files: Parameters<typeof queueAgain>[1]) =>
      queueAgain({ store, deliver: (messages) => feed.deliver(messages) }, files),
  };
  const round = new AuditRound({ systems, messages: queues.messages, metrics, log }, config);
  const rounds = buckets.map(
    (bucket) =>
      new LeasedRound(queues, {
        name: `compare with Rucio ${bucket}`,
        everyMs: RUCIO_AUDIT_MS,
        run: (signal) => round.run(bucket, signal),
        onError: (err) => log.warn({ err, bucket }, 'Rucio could not be compared; it will be again'),
        onLeft: () => metrics.left(bucket),
      }),
  );
  await Promise.all([queues.start(), feed.start()]);
  for (const each of rounds) each.start();
  return async () => {
    await Promise.all(rounds.map((each) => each.close()));
    await Promise.all([feed.close(), queues.close(), repository.close()]);
  };
}
