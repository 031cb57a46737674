import { type Nights, openRepository, type Repository } from '@footman/butler-client';
import { type IngestedFile, OUT_QUEUES } from '@footman/feeds';
import { ObjectStore } from '@footman/object-store';
import { bucketsOf, LedgerRecord, OperatorError, Site } from '@footman/operator';
import { MessageQueue, queueBackendFromEnv } from '@footman/queue';
import {
  auditNight,
  type AuditSystems,
  type ButlerFile,
  isRegistered,
  queueAgain,
  registrarConfig,
  type RucioCause,
  type RucioFinding,
  type RucioReport,
} from '@footman/registrar';
import { clientOptionsFrom, RucioClient } from '@footman/rucio-client';
import { parseConfig } from '@footman/service';
import type { RucioAuditOptions } from '../commands/rucio-audit.js';
import { UsageError } from '../errors.js';
import { jsonLine } from '../json-line.js';
import { lastNight } from '../last-night.js';
import { openOptions } from '../open-options.js';
import { Progress } from '../operator/progress.js';
import { registeredNights } from '../operator/registered-nights.js';
import { formatRucioAudit, type RucioAuditReport } from './format-rucio-audit.js';

/** So many files of each cause are listed when nobody asks for all. */
const SHOWN = 5;

/**
 * Compares nights of some buckets with Rucio, and prints what came of it.
 *
 * @returns whether all is registered, and nothing else
 */
export async function printRucioAudit(options: RucioAuditOptions, env: NodeJS.ProcessEnv): Promise<boolean> {
  const repo = options.repo ?? env['BUTLER_REPO'];
  if (!repo) throw new UsageError('name the repository: --repo, or BUTLER_REPO');
  const buckets = bucketsOf(options.bucket, env);
  if (buckets.length === 0) throw new UsageError('name the buckets: --bucket, or BUCKETS');
  const settings = parseConfig(registrarConfig, env);
  const rucio = new RucioClient(clientOptionsFrom(env));
  const repository = await openRepository(repo, openOptions);
  try {
    const plan = { options, nights: options.nights ?? lastNight(), buckets, settings, repository, rucio };
    const report = options.repair
      ? await Site.with(env, (site) => repaired(plan, site, env))
      : await compared(plan, undefined);
    process.stdout.write(options.json ? jsonLine(report) : formatRucioAudit(report));
    return report.complete;
  } finally {
    await repository.close();
    rucio.close();
  }
}

interface Plan {
  readonly options: RucioAuditOptions;
  readonly nights: Nights;
  readonly buckets: readonly string[];
  readonly settings: Parameters<typeof auditNight>[3];
  readonly repository: Repository;
  readonly rucio: RucioClient;
}

async function compared(
  { options, nights, buckets, settings, repository, rucio }: Plan,
  queue: AuditSystems['queue'],
): Promise<RucioAuditReport> {
  const { repair = false, dryRun = false, all = false } = options;
  const reports: RucioReport[] = [];
  const files: RucioFinding[] = [];
  const shown = new Map<RucioCause, number>();
  const onFound = (finding: RucioFinding) => {
    const count = (shown.get(finding.cause) ?? 0) + 1;
    shown.set(finding.cause, count);
    if (all || count <= SHOWN) files.push(finding);
  };
  const progress = new Progress();
  try {
    for (const bucket of buckets)
      for (const night of await registeredNights(repository, { nights })) {
        progress.say(`${bucket} ${night}`);
        const systems = { repository: async () => repository, rucio, queue };
        reports.push(
          await auditNight(systems, bucket, night, {
            ...settings,
            queueBefore: repair ? Infinity : -Infinity,
            onFound,
          }),
        );
      }
  } finally {
    progress.clear();
  }
  return { complete: reports.every(isRegistered), repair, dryRun, nights: reports, files };
}

/** With the same comparison what Rucio lacks is queued, and the ledger told of it. */
async function repaired(plan: Plan, site: Site, env: NodeJS.ProcessEnv): Promise<RucioAuditReport> {
  const { options } = plan;
  if (options.dryRun) return await compared(plan, async (files) => files);
  site.needQueues();
  const record = new LedgerRecord(site, options);
  const store = new ObjectStore(env);
  const feed = new MessageQueue<IngestedFile>(queueBackendFromEnv(env), OUT_QUEUES.rucio);
  await feed.start();
  const deliver = async (files: readonly IngestedFile[]) => {
    await feed.deliver(files);
    if (feed.pending > 0)
      throw new OperatorError(
        'the queue takes no more now; run it again, twice is once',
        'operator.unavailable',
      );
  };
  const counts = new Map<string, number>();
  const queue = async (files: readonly ButlerFile[]) => {
    const queued = await queueAgain({ store, deliver }, files);
    for (const { bucket } of queued) counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    return queued;
  };
  let report: RucioAuditReport;
  try {
    report = await compared(plan, queue);
  } finally {
    // What was queued before something went away is queued.
    for (const [bucket, count] of counts)
      await record.act({
        command: 'rucio audit --repair',
        bucket,
        selection: { nights: plan.nights },
        count,
      });
    await feed.close();
    store.close();
  }
  return { ...report, notRecorded: counts.size > 0 ? record.problem : null };
}
