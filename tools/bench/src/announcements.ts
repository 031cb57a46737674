/**
 * Measures what it costs ingest that others are told of its files: live exposures in turns, so that whatever else the machine does is in
 * all of them, at a site that tells nobody, and at one that tells a webhook, which answers first and hangs then. And how long it takes
 * from ingest to being told.
 *
 *     node tools/bench/dist/announcements.js [--blocks 3] [--exposures 3] [--cadence 5]
 */
import { percentile } from '@footman/cli/demo';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LIVE_NIGHT, notifyExposures } from './live.js';
import { readOptions } from './options.js';
import { type Site, startSite } from './site.js';

/** Files that are not there, or not told of, after this long are lost, in milliseconds. */
const PATIENCE_MS = 90_000;
const WARM_UP = 2;

const { blocks, exposures, cadence } = readOptions();
const receiver = await startReceiver();
const [quiet, telling] = await Promise.all([
  startSite({ workers: 1 }),
  startSite({ workers: 1, apps: ['announcer'], env: { WEBHOOK_URI: receiver.url } }),
]);
try {
  for (const site of [quiet, telling]) await live(site, 1, WARM_UP);
  const measured = { nobody: [] as number[], answers: [] as number[], hangs: [] as number[] };
  const waits: number[] = [];
  let first = 1 + WARM_UP;
  for (let block = 0; block < blocks; block += 1, first += 2 * exposures) {
    measured.nobody.push(...(await live(quiet, first, exposures)).latencies);
    receiver.answers = true;
    const { latencies, ingested } = await live(telling, first, exposures);
    measured.answers.push(...latencies);
    await receiver.told(ingested);
    waits.push(...[...ingested].map(([key, since]) => receiver.when(key) - since));
    receiver.answers = false;
    const hanging = await live(telling, first + exposures, exposures);
    measured.hangs.push(...hanging.latencies);
    receiver.answers = true;
    await receiver.told(hanging.ingested);
  }
  const { nobody, answers, hangs } = measured;
  const ratio = (one: number[], other: number[]) =>
    `p50 ${(at(one, 50) / at(other, 50)).toFixed(2)}   p98 ${(at(one, 98) / at(other, 98)).toFixed(2)}`;
  process.stdout.write(
    `${row('nobody is told', nobody)}\n${row('a webhook answers', answers)}\n${row('a webhook hangs', hangs)}\n` +
      `hangs to answers  ${ratio(hangs, answers)}\nhangs to nobody   ${ratio(hangs, nobody)}\n${row('ingested to told', waits)}\n`,
  );
} finally {
  await Promise.all([quiet.close(), telling.close()]);
  receiver.close();
}

/** Takes exposures; gives when each file was in the Butler, and the milliseconds from its notice to there. */
async function live(site: Site, from: number, count: number) {
  const sent = await notifyExposures(site.notifyUrl, { first: from, count, cadenceMs: cadence * 1000 });
  const deadline = performance.now() + PATIENCE_MS;
  let times = await site.ingestTimes(`LSSTCam/${LIVE_NIGHT}/`);
  while ([...sent.keys()].some((key) => !times.has(key)) && performance.now() < deadline) {
    await sleep(500);
    times = await site.ingestTimes(`LSSTCam/${LIVE_NIGHT}/`);
  }
  const ingested = new Map([...sent.keys()].map((key) => [key, times.get(key) ?? Infinity]));
  return { ingested, latencies: [...sent].map(([key, begun]) => (ingested.get(key) ?? Infinity) - begun) };
}

/** A webhook's receiver, which answers nobody unless it is to. */
async function startReceiver() {
  const heard = new Map<string, number>();
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => void (text += chunk));
    request.on('end', () => {
      if (!receiver.answers) return;
      for (const name of (JSON.parse(text) as { filenames: string[] }).filenames) heard.set(name, Date.now());
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers: true,
    /** When it was last told of a file. */
    when: (key: string) => heard.get(basename(key)) ?? Infinity,
    /** Waits until it is told of all of these. */
    async told(files: ReadonlyMap<string, number>) {
      const deadline = performance.now() + PATIENCE_MS;
      while ([...files.keys()].some((key) => !heard.has(basename(key))) && performance.now() < deadline)
        await sleep(100);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return receiver;
}

function at(measured: readonly number[], percent: number): number {
  return percentile(measured, percent) as number;
}

function row(name: string, measured: readonly number[]): string {
  const [p50, p98, max] = [50, 98, 100].map((percent) => at(measured, percent));
  return `${name.padEnd(18)}${String(measured.length).padStart(5)} files   p50 ${p50} ms   p98 ${p98} ms   max ${max} ms`;
}
