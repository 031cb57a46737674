/**
 * Measures how long live files take to the Butler, first by themselves, then beside the backfill of a night, in one run on one site: real
 * Redis and PostgreSQL, all services in processes of their own, a store that makes its files when they are read.
 *
 *     npm run bench -- [--backfill 20500] [--exposures 8] [--cadence 5] [--workers 1] [--share N] [--json]
 */
import { percentile } from '@footman/cli/demo';
import { setTimeout as sleep } from 'node:timers/promises';
import { queueBackfill } from './backfill.js';
import { LIVE_NIGHT, notifyExposures } from './live.js';
import { readOptions } from './options.js';
import { BUCKET, type Site, startSite } from './site.js';

/** Live files that are not there after this long are lost, in milliseconds. */
const PATIENCE_MS = 60_000;
/** Exposures that nobody counts: the first ones of a process take longer. */
const WARM_UP = 3;

const options = readOptions();
const say = (sentence: string) => process.stderr.write(`${sentence}\n`);
const site = await startSite(options);
try {
  await live(site, 1, WARM_UP);
  say(`${options.exposures} exposures by themselves`);
  const alone = await live(site, 101, options.exposures);

  say(row('live alone', alone));

  const begin = performance.now();
  await queueBackfill(site.queues, options.backfill);
  const queueing = performance.now() - begin;
  say(`${options.exposures} exposures beside a backfill of ${options.backfill}`);
  const beside = await live(site, 201, options.exposures);
  say(row('beside backfill', beside));
  const left = await backfillLeft(site);
  say(`${left} of the backfill were left; waiting for them`);
  while ((await backfillLeft(site)) > 0) await sleep(500);
  const seconds = (performance.now() - begin) / 1000;

  const stored = (await site.repository.datasets()).length;
  const expected =
    options.backfill + alone.files + beside.files + WARM_UP * (alone.files / options.exposures);
  const report: Report = {
    alone,
    beside,
    ratio: { p50: beside.p50 / alone.p50, p98: beside.p98 / alone.p98 },
    backfill: {
      objects: options.backfill,
      leftWhenLiveEnded: left,
      queueSeconds: queueing / 1000,
      seconds,
      perSecond: options.backfill / seconds,
    },
    stored,
    lost: expected - stored,
  };
  if (options.json) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  else print(report);
  process.exitCode = report.lost === 0 ? 0 : 1;
} finally {
  await site.close();
}

interface Report {
  readonly alone: Latencies;
  readonly beside: Latencies;
  /** Beside to alone. */
  readonly ratio: { readonly p50: number; readonly p98: number };
  readonly backfill: {
    readonly objects: number;
    readonly leftWhenLiveEnded: number;
    readonly queueSeconds: number;
    /** From the first that was queued to the last that was done. */
    readonly seconds: number;
    readonly perSecond: number;
  };
  readonly stored: number;
  readonly lost: number;
}

interface Latencies {
  readonly files: number;
  /** Milliseconds from the notice to the Butler. */
  readonly p50: number;
  readonly p98: number;
  readonly max: number;
}

async function live(site: Site, first: number, count: number): Promise<Latencies> {
  const sent = await notifyExposures(site.notifyUrl, { first, count, cadenceMs: options.cadence * 1000 });
  const deadline = performance.now() + PATIENCE_MS;
  const prefix = `LSSTCam/${LIVE_NIGHT}/`;
  let times = await site.ingestTimes(prefix);
  while ([...sent.keys()].some((key) => !times.has(key)) && performance.now() < deadline) {
    await sleep(500);
    times = await site.ingestTimes(prefix);
  }
  const latencies = [...sent].map(([key, at]) => (times.get(key) ?? Infinity) - at);
  const at = (percent: number) => percentile(latencies, percent) as number;
  return { files: sent.size, p50: at(50), p98: at(98), max: at(100) };
}

async function backfillLeft(site: Site): Promise<number> {
  const { backfill } = await site.queues.status(BUCKET);
  return backfill.waiting + backfill.active + backfill.delayed;
}

function print({ alone, beside, ratio, backfill, lost }: Report): void {
  process.stdout.write(
    `${row('live alone', alone)}\n${row('beside backfill', beside)}\n` +
      `ratio             p50 ${ratio.p50.toFixed(2)}   p98 ${ratio.p98.toFixed(2)}\n` +
      `backfill of ${backfill.objects} in ${backfill.seconds.toFixed(0)} s, ${backfill.perSecond.toFixed(0)} a second; ` +
      `${backfill.leftWhenLiveEnded} were left when the live exposures ended; ${lost} lost\n`,
  );
}

function row(name: string, { files, p50, p98, max }: Latencies): string {
  return `${name.padEnd(18)}${String(files).padStart(6)} files   p50 ${p50} ms   p98 ${p98} ms   max ${max} ms`;
}
