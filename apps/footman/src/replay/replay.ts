import { ObjectStore } from '@footman/object-store';
import type { ObjectNotice } from '@footman/queue';
import { UsageError } from '../errors.js';
import { jsonLine } from '../json-line.js';
import { bucketsOf } from '../operator/buckets.js';
import type { ChangeOptions } from '../operator/change-options.js';
import { datasetRegexp } from '../operator/dataset-regexp.js';
import { LedgerRecord } from '../operator/ledger-record.js';
import { Progress } from '../operator/progress.js';
import { replayedStage } from '../operator/stages.js';
import { Site } from '../operator/site.js';
import { formatReplay, type ReplayReport } from './format-replay.js';
import { type ReplayCounts, ReplayInterruptedError, replayBucket } from './replay-bucket.js';
import { prefixesOf, type ReplaySelection, selectionText } from './replay-selection.js';

/** What `footman replay` is to do. */
export interface ReplayOptions extends ChangeOptions {
  readonly selection: ReplaySelection;
  readonly bucket?: readonly string[];
}

/** Replays the selected objects of some buckets, records it and prints what was done. */
export async function replay(options: ReplayOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const buckets = bucketsOf(options.bucket, env);
  if (buckets.length === 0) throw new UsageError('name a bucket: --bucket, or BUCKETS');
  const store = new ObjectStore(env);
  try {
    const report = await Site.with(env, (site) => replayBuckets(buckets, options, { env, site, store }));
    process.stdout.write(options.json ? jsonLine(report) : formatReplay(report));
    if (report.buckets.every(({ datasets }) => datasets === 0)) process.exitCode = 1;
  } finally {
    store.close();
  }
}

interface Means {
  readonly env: NodeJS.ProcessEnv;
  readonly site: Site;
  readonly store: ObjectStore;
}

async function replayBuckets(
  buckets: readonly string[],
  { selection, dryRun = false, ...options }: ReplayOptions,
  { env, site, store }: Means,
): Promise<ReplayReport> {
  const queues = site.needQueues();
  const record = new LedgerRecord(site, options);
  const progress = new Progress();
  const onQueued = (notices: readonly ObjectNotice[]) =>
    record.steps(notices.map((notice) => replayedStage(notice, options)));
  const done: ReplayReport['buckets'][number][] = [];
  for (const bucket of buckets) {
    const prefixes = await prefixesOf(store, bucket, selection);
    const onProgress = ({ listed, queued }: ReplayCounts) =>
      progress.say(`${bucket}: ${listed} objects listed, ${queued} datasets ${dryRun ? 'found' : 'queued'}`);
    const act = (count: number) =>
      record.act({ command: 'replay', bucket, selection: { ...selection }, count });
    const plan = { bucket, prefixes, datasetRegexp: datasetRegexp(env), dryRun };
    try {
      const counts = await replayBucket(plan, { store, queues, onQueued, onProgress });
      if (counts.queued > 0 && !dryRun) await act(counts.queued);
      done.push({ bucket, ...counts });
    } catch (error) {
      if (error instanceof ReplayInterruptedError && error.counts.queued > 0 && !dryRun)
        await act(error.counts.queued);
      throw error;
    } finally {
      progress.clear();
    }
  }
  return {
    selection: selectionText(selection),
    dryRun,
    buckets: done,
    notRecorded: dryRun ? null : record.problem,
  };
}
