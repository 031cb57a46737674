import { ObjectStore } from '@footman/object-store';
import { bucketsOf, datasetRegexp, replayObjects, type ReplaySelection, Site } from '@footman/operator';
import { UsageError } from '../errors.js';
import { jsonLine } from '../json-line.js';
import type { ChangeFlags } from '../operator/change-flags.js';
import { Progress } from '../operator/progress.js';
import { formatReplay } from './format-replay.js';

/** What `footman replay` is to do. */
export interface ReplayRequest extends ChangeFlags {
  readonly selection: ReplaySelection;
  readonly bucket?: readonly string[];
}

/** Replays the selected objects of some buckets, records it and prints what was done. */
export async function replay(
  { bucket, json = false, ...request }: ReplayRequest,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const buckets = bucketsOf(bucket, env);
  if (buckets.length === 0) throw new UsageError('name a bucket: --bucket, or BUCKETS');
  const store = new ObjectStore(env);
  const progress = new Progress();
  const options = {
    ...request,
    buckets,
    datasetRegexp: datasetRegexp(env),
    onProgress: (name: string, { listed, queued }: { listed: number; queued: number }) =>
      progress.say(
        `${name}: ${listed} objects listed, ${queued} datasets ${request.dryRun ? 'found' : 'queued'}`,
      ),
  };
  try {
    const report = await Site.with(env, (site) => replayObjects({ site, store }, options));
    progress.clear();
    process.stdout.write(json ? jsonLine(report) : formatReplay(report));
    if (report.buckets.every(({ datasets }) => datasets === 0)) process.exitCode = 1;
  } finally {
    progress.clear();
    store.close();
  }
}
