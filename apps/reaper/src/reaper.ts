import { ButlerError, openRepository } from '@footman/butler-client';
import { Ledger, LedgerFeed, LedgerWriter } from '@footman/ledger';
import { lastNights, tonight } from '@footman/obs-lsst';
import { ObjectNotFoundError, ObjectStore, s3TextReader } from '@footman/object-store';
import { LeasedRound, ObjectQueues, type QueueBackend, type RoundOptions, StalledJobs } from '@footman/queue';
import { exportQueues } from '@footman/queue/metrics';
import { lazily, type Logger, upGauge } from '@footman/service';
import type { Registry } from 'prom-client';
import { CanaryRound } from './canary/canary-round.js';
import { CanaryMetrics } from './canary/canary.metrics.js';
import { Chores } from './chores/chores.js';
import type { ReaperSettings } from './config.js';
import { exportFeeds } from './feed.metrics.js';
import { ReaperMetrics } from './reaper.metrics.js';
import type { NightReport } from './reconcile/night-report.js';
import { Reconciler } from './reconcile/reconciler.js';

/** What the reaper is told besides its settings. */
export interface ReaperParts {
  readonly queue: QueueBackend;
  /** S3 endpoints and credentials are taken from here. */
  readonly env: NodeJS.ProcessEnv;
  readonly log: Logger;
  readonly registry: Registry;
  /** Called after each comparison of a night. */
  readonly onCompared?: (report: NightReport) => void;
}

/** A running reaper. */
export interface RunningReaper {
  /** What has to be there for the reaper to do its work, each with its bounded check. */
  readonly readiness: Readonly<Record<string, () => Promise<boolean>>>;
  /** Gives up what is under way, then disconnects; safe to repeat. */
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;

/**
 * Starts to look after the buckets.
 *
 * @throws ButlerError when the repository isn't there; whatever is merely away is waited for.
 */
export async function startReaper(config: ReaperSettings, parts: ReaperParts): Promise<RunningReaper> {
  const { log } = parts;
  const { BUCKETS: buckets } = config;
  const queueLog = log.child({ part: 'queue' });
  const ledgerLog = log.child({ part: 'ledger' });
  const queueAway = (error: Error) => queueLog.warn({ err: error }, 'The queue is away');
  const ledgerAway = (error: unknown) => ledgerLog.warn({ err: error }, 'The ledger is away');

  const readText = s3TextReader(parts.env);
  const repository = lazily(() => openRepository(config.BUTLER_REPO, { env: parts.env, readText }));
  await repository.get().catch((error: unknown) => {
    if (!(error instanceof ButlerError) || !error.transient) throw error;
    log.warn({ err: error }, 'The Butler is away; the reaper begins when it is back');
  });
  const store = new ObjectStore(parts.env);
  const queues = new ObjectQueues(parts.queue, { onError: queueAway });
  const metrics = new ReaperMetrics(parts.registry, buckets);
  const stalled = new StalledJobs(parts.queue, buckets, {
    onError: queueAway,
    onStalled: (id) => {
      metrics.stalled.inc();
      queueLog.warn({ id }, 'A job of a lost worker is given to another');
    },
  });
  const ledger = config.LEDGER_URL && Ledger.at(config.LEDGER_URL.reveal());
  const feed = ledger && new LedgerFeed(parts.queue, { onError: ledgerAway });
  const writer = ledger && new LedgerWriter(parts.queue, ledger, { onError: ledgerAway });

  const butler = async () => (await (await repository.get()).instruments()).length > 0;
  upGauge(parts.registry, 'footman_butler_up', '1 if the Butler answers', butler);
  exportQueues(parts.registry, queues, { buckets, maxGuiderWaitMs: 1000 * config.MAX_GUIDER_WAIT });
  exportFeeds(parts.registry, queues);
  if (ledger)
    upGauge(parts.registry, 'footman_ledger_up', "1 if the ledger's database answers", () => ledger.ready());

  const reconciler = new Reconciler(
    { store, repository: repository.get, jobs: queues, ledger, stages: feed },
    config,
    { log, metrics, onLedgerError: ledgerAway, onCompared: parts.onCompared },
  );
  const chores = new Chores({ queues, repository: repository.get, ledger }, config, { log, metrics });
  const round = (part: string, options: Omit<RoundOptions, 'onError'>) =>
    new LeasedRound(queues, {
      ...options,
      onError: (error) => {
        metrics.failures.inc({ part });
        log.warn({ err: error, part }, 'A round could not be done; it comes again');
      },
    });
  const rounds = buckets.flatMap((bucket) => [
    round('tonight', {
      name: `reconcile tonight ${bucket}`,
      everyMs: config.TONIGHT_MS,
      run: (signal) => reconciler.run(bucket, 'tonight', tonight(Date.now()), signal),
      onLeft: () => metrics.left(bucket, 'tonight'),
    }),
    round('week', {
      name: `reconcile week ${bucket}`,
      everyMs: config.WEEK_MS,
      run: (signal) => reconciler.run(bucket, 'week', lastNights(Date.now(), config.WEEK_NIGHTS), signal),
      onLeft: () => metrics.left(bucket, 'week'),
    }),
    round('chores', {
      name: `chores ${bucket}`,
      everyMs: config.CHORES_MS,
      run: () => chores.run(bucket),
      onLeft: () => metrics.left(bucket, 'chores'),
    }),
  ]);
  if (config.CANARY_MS > 0) {
    const canaryMetrics = new CanaryMetrics(parts.registry);
    const canaries = new CanaryRound({ store, queues, log, metrics: canaryMetrics }, config);
    for (const bucket of buckets)
      rounds.push(
        round('canary', {
          name: `canary ${bucket}`,
          everyMs: config.CANARY_MS,
          run: (signal) => canaries.run(bucket, signal),
          onLeft: () => canaryMetrics.left(bucket),
        }),
      );
  }
  if (ledger)
    rounds.push(round('retention', { name: 'retention', everyMs: HOUR_MS, run: () => chores.retain() }));

  await Promise.all([queues.start(), stalled.start(), feed?.start(), writer?.start()]);
  for (const each of rounds) each.start();
  log.info({ buckets, repository: config.BUTLER_REPO }, `Looking after ${buckets.join(', ')}`);

  let closing: Promise<void> | undefined;
  const close = async () => {
    await Promise.all(rounds.map((each) => each.close()));
    await Promise.all([stalled.close(), writer?.close(), feed?.close()]);
    await Promise.all([queues.close(), ledger?.close(), repository.close()]);
    store.close();
  };
  return {
    readiness: {
      queue: () => queues.ready(),
      butler,
      'object-store': async () =>
        (await Promise.all(buckets.map((bucket) => answers(store, bucket)))).every(Boolean),
      ...(ledger && { ledger: () => ledger.ready() }),
    },
    close: () => (closing ??= close()),
  };
}

/** Whether a bucket's store is there and would let us list it: without that right it doesn't say that something isn't there. */
async function answers(store: ObjectStore, bucket: string): Promise<boolean> {
  try {
    await store.head(bucket, 'footman/is-it-there');
    return true;
  } catch (error) {
    return error instanceof ObjectNotFoundError;
  }
}
