import type { ObjectStore } from '@footman/object-store';
import type { ObjectNotice } from '@footman/queue';
import type { ChangeOptions } from '../site/change-options.js';
import { LedgerRecord } from '../site/ledger-record.js';
import type { Site } from '../site/site.js';
import { replayedStage } from '../site/stages.js';
import { type ReplayCounts, ReplayInterruptedError, replayBucket } from './replay-bucket.js';
import { prefixesOf, type ReplaySelection, selectionText } from './replay-selection.js';

/** What to replay, and for whom. */
export interface ReplayOptions extends ChangeOptions {
  readonly selection: ReplaySelection;
  readonly buckets: readonly string[];
  /** Objects are datasets if this is found in `[profile@]bucket/key`. */
  readonly datasetRegexp: RegExp;
  readonly onProgress?: (bucket: string, soFar: ReplayCounts) => void;
}

/** What a replay did, or would do. */
export interface ReplayReport {
  readonly selection: string;
  readonly dryRun: boolean;
  readonly buckets: readonly (ReplayCounts & { readonly bucket: string })[];
  /** Why it isn't in the ledger, at least not all of it; null if it is. */
  readonly notRecorded: string | null;
}

/** Queues the selected objects of some buckets again, for backfill, and records it. @throws OperatorError, ReplayInterruptedError */
export async function replayObjects(
  { site, store }: { readonly site: Site; readonly store: ObjectStore },
  { selection, buckets, datasetRegexp, dryRun = false, onProgress, ...options }: ReplayOptions,
): Promise<ReplayReport> {
  const queues = site.needQueues();
  const record = new LedgerRecord(site, options);
  const onQueued = (notices: readonly ObjectNotice[]) =>
    record.steps(notices.map((notice) => replayedStage(notice, options)));
  const done: ReplayReport['buckets'][number][] = [];
  for (const bucket of buckets) {
    const prefixes = await prefixesOf(store, bucket, selection);
    const act = (count: number) =>
      record.act({ command: 'replay', bucket, selection: { ...selection }, count });
    const plan = { bucket, prefixes, datasetRegexp, dryRun };
    try {
      const counts = await replayBucket(plan, {
        store,
        queues,
        onQueued,
        onProgress: (soFar) => onProgress?.(bucket, soFar),
      });
      if (counts.queued > 0 && !dryRun) await act(counts.queued);
      done.push({ bucket, ...counts });
    } catch (error) {
      if (error instanceof ReplayInterruptedError && error.counts.queued > 0 && !dryRun)
        await act(error.counts.queued);
      throw error;
    }
  }
  return {
    selection: selectionText(selection),
    dryRun,
    buckets: done,
    notRecorded: dryRun ? null : record.problem,
  };
}
