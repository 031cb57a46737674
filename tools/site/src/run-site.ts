import { openRepository } from '@footman/butler-client';
import { exposureKeys, obsId, putFiles, sampleDetectors, simulateExposure } from '@footman/cli/demo';
import { CephLab } from '@footman/labs';
import { instrumentByName } from '@footman/obs-lsst';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ButlerServer } from './butler-server.js';
import { Cluster } from './cluster/cluster.js';
import { Machine } from './cluster/machine.js';
import type { Pod } from './cluster/pod.js';
import { inspectAnnouncements } from './findings/announcement-findings.js';
import { inspectButler } from './findings/butler-findings.js';
import { inspectLedger } from './findings/ledger-findings.js';
import { inspectLogs } from './findings/log-findings.js';
import { inspectRucio } from './findings/rucio-findings.js';
import type { Options } from './options.js';
import { hasRucio, renderedOverlay } from './rendered-overlay.js';
import { complaintsOf, type SiteReport } from './report.js';
import { secretsOf, vaultValues } from './secrets.js';
import { SiteBuckets } from './site-buckets.js';
import { SiteRucio } from './site-rucio.js';
import { footmanStatus } from './status.js';
import { WebhookReceiver } from './webhook-receiver.js';

/** Ceph may need half a minute for the first event of a new topic. */
const FIRST_EVENT_MS = 90_000;
/** Files that are not there after this long are lost. */
const PATIENCE_MS = 60_000;
/** The service that Ceph's topic leads to. */
const ENQUEUE = /-enqueue$/;
/** Never a dataset. */
const CANARY = 'footman-canary/first-event';

/**
 * Runs an overlay on this machine, takes exposures through it, and looks at what came of it.
 *
 * @returns undefined, with a word on stderr, where Ceph can't be had.
 * @throws Error when something doesn't start, after all else was ended; the logs stay.
 */
export async function runSite(
  options: Options,
  say: (sentence: string) => void,
): Promise<SiteReport | undefined> {
  const begin = performance.now();
  const seconds = () => (performance.now() - begin) / 1000;
  const directory = await provide(options.directory);
  const lab = await CephLab.start();
  if (!lab) return undefined;
  const closing: (() => Promise<void> | void)[] = [() => lab.stop()];
  try {
    say(`Ceph is up at ${lab.endpoint}.`);
    const registers = await hasRucio(options.overlay);
    const rucio = registers ? await SiteRucio.start(directory) : undefined;
    if (registers && !rucio) return undefined;
    if (rucio) closing.push(() => rucio.stop());
    const butler = await ButlerServer.start(
      join(directory, 'butler'),
      join(directory, 'logs', 'butler-postgres.log'),
    );
    closing.push(() => butler.close());
    const rendered = await renderedOverlay(
      options.overlay,
      vaultValues({
        s3Endpoint: lab.endpoint,
        reader: lab.others.reader,
        butlerUrl: butler.url,
        butlerUser: butler.user,
        butlerPassword: butler.password,
        rucioKey: rucio?.key,
      }),
    );
    const manifests = rucio ? rucio.instead(rendered) : rendered;
    const receiver = await WebhookReceiver.listen();
    closing.push(() => receiver.close());
    const machine = await Machine.prepare(directory, manifests, {
      S3_ENDPOINT_URL: lab.endpoint,
      WEBHOOK_URI: receiver.url,
    });
    const cluster = await Cluster.make(machine);
    closing.push(() => cluster.stop());
    const buckets = new SiteBuckets(lab);
    closing.push(() => buckets.close());

    const { env } = cluster.podOf('reaper');
    const bucket = env['BUCKET'] ?? '';
    const repo = env['BUTLER_REPO'] ?? '';
    const inS3 = /^s3:\/\/([^/]+)\/(.+)$/.exec(repo);
    if (inS3) {
      const users = nameOf(inS3[1] ?? '');
      await buckets.create(users);
      await buckets.put(users, inS3[2] ?? '', Buffer.from(await butler.configuration()));
    }
    const raw = nameOf(bucket);
    const enqueue = manifests.find(({ kind, metadata }) => kind === 'Service' && ENQUEUE.test(metadata.name));
    const notifyUrl = `http://${cluster.addressOf(enqueue?.metadata.name ?? '')}/notify`;
    await buckets.create(raw);
    await cluster.start();
    const { NOTIFICATION_SECRET = '' } = cluster.podOf('intake').env;
    await buckets.notifyOf(raw, notifyUrl, NOTIFICATION_SECRET);
    say(
      `All pods of ${options.overlay} are ready after ${seconds().toFixed(1)} s; their logs go to ${machine.logs}.`,
    );
    const start = seconds();

    await buckets.put(raw, CANARY, new Uint8Array());
    await until(() => anyIsTold(cluster.podsOf('intake')), FIRST_EVENT_MS);

    const detectors = sampleDetectors(instrumentByName('LSSTCam').detectors, options.detectors);
    const day_obs = tonight();
    const exposures = Array.from({ length: options.exposures }, (_, i) => ({
      day_obs,
      seq_num: i + 1,
      detectors,
    }));
    const keys = exposures.flatMap(exposureKeys);
    say(`Taking ${exposures.length} exposures of ${detectors.length} detectors.`);
    const first = seconds();
    for (const exposure of exposures)
      await putFiles(simulateExposure(exposure), (key, body) => buckets.put(raw, key, body));
    const repository = await (inS3 ? butler.open() : openRepository(repo));
    closing.push(() => repository.close());
    await until(async () => (await repository.datasets()).length >= keys.length, PATIENCE_MS).catch(
      () => undefined,
    );
    const run = seconds() - first;

    const ledgerUrl = env['LEDGER_URL'] ?? '';
    const settled = async () => (await inspectLedger(ledgerUrl, bucket, keys)).ingested >= keys.length;
    await until(settled, 20_000).catch(() => undefined);
    const announces = cluster.podsOf('announcer').length > 0;
    const allTold = async () => inspectAnnouncements(receiver, keys).untold.length === 0;
    if (announces) await until(allTold, 20_000).catch(() => undefined);
    const scope = rucio && cluster.podOf('registrar').env['RUCIO_SCOPE'];
    const inRucio = async () =>
      rucio && scope !== undefined ? inspectRucio(await rucio.files(scope), keys) : null;
    await until(async () => ((await inRucio())?.missing.length ?? 0) === 0, 20_000).catch(() => undefined);
    const status = await footmanStatus(cluster.podOf('ingest').env);
    const ledger = await inspectLedger(ledgerUrl, bucket, keys);
    const inButler = await inspectButler(repository, bucket, keys, exposures.map(obsId));
    await repository.close();
    say('Ending all pods.');
    await cluster.stop();
    await butler.close();
    const log = await inspectLogs(machine.logs, bucket, keys, secretsOf(manifests));
    const report = {
      overlay: options.overlay,
      bucket,
      exposures: exposures.length,
      files: keys.length,
      pods: cluster.pods.map((pod) => pod.report()),
      butler: inButler,
      ledger,
      announcements: announces ? inspectAnnouncements(receiver, keys) : null,
      rucio: await inRucio(),
      status,
      log,
      seconds: { start, run, all: seconds() },
      logs: machine.logs,
    };
    return { ...report, complaints: complaintsOf(report) };
  } finally {
    for (const close of closing.reverse()) await Promise.resolve(close()).catch(() => undefined);
    // Where secrets are; the logs stay.
    for (const made of ['pods', 'claims', 'butler', 'bin'])
      await rm(join(directory, made), { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A directory that PostgreSQL's own user may pass through. */
async function provide(wanted: string | undefined): Promise<string> {
  const directory = wanted === undefined ? await mkdtemp(join(tmpdir(), 'footman-site-')) : resolve(wanted);
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o755);
  return directory;
}

/** A bucket's name in the store, without the profile. */
function nameOf(bucket: string): string {
  return bucket.replace(/^.*@/, '');
}

/** Whether an intake has heard of anything yet. */
async function anyIsTold(intakes: readonly Pod[]): Promise<boolean> {
  for (const { port } of intakes) {
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    if (/^footman_intake_records_total\{.*\} [1-9]/m.test(metrics)) return true;
  }
  return false;
}

/** An observing day begins at noon, UTC. */
function tonight(): number {
  return Number(new Date(Date.now() - 12 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', ''));
}

async function until(condition: () => Promise<boolean>, ms: number): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Not within ${ms} ms: ${condition}`);
    await sleep(200);
  }
}
