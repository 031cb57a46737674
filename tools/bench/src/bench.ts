/**
 * Measures how long live files take to the Butler by themselves and beside a backfill, in turns, so that whatever else the machine does
 * is in both: real Redis and PostgreSQL, all services in processes of their own, a store that makes its files when they are read.
 *
 *     npm run bench -- [--blocks 3] [--backfill 8200] [--exposures 3] [--cadence 5] [--workers 1] [--share N] [--feeds] [--json]
 */
import { percentile } from '@footman/cli/demo';
import { setTimeout as sleep } from 'node:timers/promises';
import { queueBackfill } from './backfill.js';
import { DETECTORS, LIVE_NIGHT, notifyExposures } from './live.js';
import { readOptions } from './options.js';
import { BUCKET, startSite } from './site.js';

/** Live files that are not there after this long are lost, in milliseconds. */
const PATIENCE_MS = 60_000;
/** Exposures that nobody counts: the first ones of a process take longer. */
const WARM_UP = 3;
/** Exposures of one block's backfill have other numbers than those of the next. */
const EXPOSURES_APART = 2000;

const options = readOptions();
const say = (sentence: string) => process.stderr.write(`${sentence}\n`);
const site = await startSite(options);
try {
  await live(1, WARM_UP);
  const measured = { alone: [] as number[], beside: [] as number[] };
  let left = 0;
  let seconds = 0;
  for (let block = 0; block < options.blocks; block++) {
    const first = 1 + WARM_UP + 2 * block * options.exposures;
    measured.alone.push(...(await live(first, options.exposures)));
    const begin = performance.now();
    await queueBackfill(site.queues, { first: 1 + block * EXPOSURES_APART, count: options.backfill });
    measured.beside.push(...(await live(first + options.exposures, options.exposures)));
    say(
      `Block ${block + 1}: ${row('alone', latencies(measured.alone))}; ${row('beside', latencies(measured.beside))}`,
    );
    left += await backfillLeft();
    while ((await backfillLeft()) > 0) await sleep(500);
    seconds += (performance.now() - begin) / 1000;
  }
  const alone = latencies(measured.alone);
  const beside = latencies(measured.beside);
  const objects = options.blocks * options.backfill;

  const stored = (await site.repository.datasets()).length;
  const expected = objects + alone.files + beside.files + WARM_UP * DETECTORS.length;
  const report: Report = {
    alone,
    beside,
    ratio: { p50: beside.p50 / alone.p50, p98: beside.p98 / alone.p98 },
    backfill: {
      objects,
      leftWhenLiveEnded: left,
      seconds,
      perSecond: objects / seconds,
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
    /** From the first that was queued to the last that was done, over all blocks. */
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

/** Takes exposures and gives the milliseconds that each file took from its notice to the Butler; one that is lost took for ever. */
async function live(first: number, count: number): Promise<number[]> {
  const sent = await notifyExposures(site.notifyUrl, { first, count, cadenceMs: options.cadence * 1000 });
  const deadline = performance.now() + PATIENCE_MS;
  let times = await site.ingestTimes(`LSSTCam/${LIVE_NIGHT}/`);
  while ([...sent.keys()].some((key) => !times.has(key)) && performance.now() < deadline) {
    await sleep(500);
    times = await site.ingestTimes(`LSSTCam/${LIVE_NIGHT}/`);
  }
  return [...sent].map(([key, at]) => (times.get(key) ?? Infinity) - at);
}

function latencies(measured: readonly number[]): Latencies {
  const at = (percent: number) => percentile(measured, percent) as number;
  return { files: measured.length, p50: at(50), p98: at(98), max: at(100) };
}

async function backfillLeft(): Promise<number> {
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
