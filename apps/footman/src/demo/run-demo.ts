import { setTimeout as sleep } from 'node:timers/promises';
import { DeliveryTracker } from './delivery-tracker.js';
import type { DemoParts } from './demo-parts.js';
import { planDemo, type DemoPlan, type PlanOptions } from './demo-plan.js';
import type { DemoReport } from './demo-report.js';
import { startServices, type DemoServices } from './demo-services.js';
import { Notifier } from './notifier.js';
import { percentile } from './percentile.js';
import { createProgressDisplay, type Output } from './progress-display.js';
import { putFiles } from './put-files.js';

/** What a demonstration does. */
export interface DemoOptions extends PlanOptions {
  /** Where everything is kept; the same again continues there, and the same exposures again change nothing. */
  readonly dir: string;
  /** @default 'postgres' */
  readonly butler?: 'sqlite' | 'postgres';
  /** Seconds from the beginning of one exposure to the next; 0 is one right after the other. @default 0 */
  readonly cadence?: number;
  /** Seconds without any progress after which what's missing is given up. @default 30 */
  readonly patience?: number;
  /** Files on their way to the store at once. @default 24 */
  readonly concurrency?: number;
  /** Where progress is shown; nowhere without. */
  readonly output?: Output;
  /** Decides about the queue: `REDIS_URL`. @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Awaited while everything still runs (`--stay`). */
  readonly stay?: (report: DemoReport, services: DemoServices) => Promise<void>;
}

/**
 * Runs the whole pipeline in this process: a camera PUTs exposures into an object store, each PUT is notified to the intake, and the
 * ingest worker brings them from the queue into a Butler repository. Ends everything that it has started.
 *
 * @throws {DemoError | EmbeddedServerError} when there are no files or a part can't be started; files that don't arrive are no
 * error, the report tells of them.
 */
export async function runDemo(options: DemoOptions, parts: DemoParts): Promise<DemoReport> {
  const begin = performance.now();
  const plan = await planDemo(options, parts.detectors);
  const display = createProgressDisplay(options.output);
  const tracker = new DeliveryTracker(plan.keys, (progress) => display.update(progress));
  const services = await startServices(
    {
      dir: options.dir,
      butler: options.butler ?? 'postgres',
      bytes: plan.bytes,
      instruments: plan.instruments,
      env: options.env ?? process.env,
      onIngested: (event) => tracker.ingested(event),
      onRefused: (event) => tracker.refused(event),
      say: (sentence) => display.say(sentence),
    },
    parts,
  );
  try {
    for (const key of await services.ingest.stored(services.access.bucket)) tracker.hadBefore(key);
    const start = (performance.now() - begin) / 1000;
    display.begin({ objects: plan.objects, files: plan.keys.size });
    const resent = await deliver(plan, options, parts, services, tracker).finally(() => display.end());
    const report = await summarize(plan, parts, services, tracker, { start, resent });
    await options.stay?.(report, services);
    return report;
  } finally {
    await services.close();
  }
}

/** PUTs and notifies everything and waits until it has arrived; gives how many notifications had to be sent again. */
async function deliver(
  plan: DemoPlan,
  { cadence = 0, patience = 30, concurrency }: DemoOptions,
  parts: DemoParts,
  { s3, access, notifyUrl, secret }: DemoServices,
  tracker: DeliveryTracker,
): Promise<number> {
  const store = parts.openStore(access);
  const notifier = new Notifier({
    url: notifyUrl,
    secret,
    encode: (notice) => parts.notification(notice),
    onNotified: (object) => tracker.notified(object),
  });
  const stopListening = s3.onPut((object) => {
    tracker.put(object);
    notifier.notify(object);
  });
  try {
    // An exposure's files are made before its time comes, as making them takes time from the others.
    let files = plan.batches[0]?.() ?? [];
    let due = Date.now();
    for (const [i] of plan.batches.entries()) {
      await sleep(Math.max(0, due - Date.now()));
      due = Date.now() + cadence * 1000;
      await putFiles(files, store.put, { concurrency });
      files = plan.batches[i + 1]?.() ?? [];
    }
    await tracker.settled(patience);
    return notifier.stats.refused;
  } finally {
    stopListening();
    notifier.close();
    await store.close?.();
  }
}

async function summarize(
  plan: DemoPlan,
  { detectors }: DemoParts,
  { butler, queueBackend, ingest }: DemoServices,
  tracker: DeliveryTracker,
  { start, resent }: { readonly start: number; readonly resent: number },
): Promise<DemoReport> {
  const { put, notified, ingested } = tracker.progress;
  const { missing, refusedFiles: refused, latencies, filesPut: files, filesBefore: before } = tracker;
  const visits = await ingest.visits(plan.obs_ids);
  const whole = new Set(visits.filter((v) => v.detector_regions === detectors.length).map((v) => v.obs_id));
  return {
    complete:
      ingested === plan.keys.size &&
      refused.length === 0 &&
      notified === plan.objects &&
      plan.obs_ids.every((obs_id) => whole.has(obs_id)),
    repo: butler.repo,
    butler: butler.kind,
    queue: queueBackend.kind,
    put: { files, sidecars: put - files },
    expected: plan.keys.size,
    notified,
    resent,
    ingested,
    before,
    refused,
    missing,
    visits,
    latency: {
      p50: percentile(latencies, 50),
      p98: percentile(latencies, 98),
      last: percentile(latencies, 100),
    },
    seconds: { start, run: tracker.seconds },
  };
}
