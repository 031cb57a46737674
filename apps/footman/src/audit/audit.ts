import { openRepository } from '@footman/butler-client';
import { ObjectStore } from '@footman/object-store';
import { datasetRegexp, LedgerRecord, Site } from '@footman/operator';
import { isComplete, type MissingObject, reconcileNight, REPAIRED, type Systems } from '@footman/reaper';
import type { AuditFlags } from '../commands/audit.js';
import { UsageError } from '../errors.js';
import { jsonLine } from '../json-line.js';
import { openOptions } from '../open-options.js';
import { graceMs } from '../operator/grace-ms.js';
import { unasked } from '../operator/unasked.js';
import { type AuditReport, formatAudit } from './format-audit.js';

/** How many missing objects are listed when nobody asks for all. */
const SHOWN = 20;

/**
 * Compares a night with the Butler and prints what came of it.
 *
 * @returns whether the Butler has everything
 */
export async function audit(bucket: string, flags: AuditFlags, env: NodeJS.ProcessEnv): Promise<boolean> {
  const repo = flags.repo ?? env['BUTLER_REPO'];
  if (!repo) throw new UsageError('name the repository: --repo, or BUTLER_REPO');
  const report = await Site.with(env, (site) => compare(bucket, repo, flags, { env, site }));
  process.stdout.write(flags.json ? jsonLine(report) : formatAudit(report));
  return report.complete;
}

async function compare(
  bucket: string,
  repo: string,
  { night, repair = false, all = false, ...options }: AuditFlags,
  { env, site }: { readonly env: NodeJS.ProcessEnv; readonly site: Site },
): Promise<AuditReport> {
  if (repair) site.needQueues();
  const record = new LedgerRecord(site, options);
  const objects: MissingObject[] = [];
  let queued = 0;
  let recorded = Promise.resolve();
  const store = new ObjectStore(env);
  const repository = await openRepository(repo, openOptions);
  const systems: Systems = {
    store,
    repository: async () => repository,
    jobs: site.queues ?? undefined,
    ledger: site.ledger ?? undefined,
    stages: { send: (...stages) => void (recorded = recorded.then(() => record.steps(stages))) },
  };
  try {
    const report = await reconcileNight(systems, bucket, night, {
      datasetRegexp: datasetRegexp(env),
      graceMs: graceMs(env),
      requeue: repair ? REPAIRED : [],
      onMissing: (missing) => {
        if (missing.queued) queued += 1;
        if (all || objects.length < SHOWN) objects.push(missing);
      },
    });
    return { ...report, complete: isComplete(report), repair, objects, unasked: unasked(site) };
  } finally {
    await recorded;
    if (queued > 0)
      await record.act({ command: 'audit --repair', bucket, selection: { night }, count: queued });
    if (queued > 0 && record.problem)
      process.stderr.write(`footman: not recorded in the ledger: ${record.problem}\n`);
    await repository.close();
    store.close();
  }
}
