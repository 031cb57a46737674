import type { Stage } from '@footman/ledger';
import { OperatorError } from '../errors.js';
import type { ChangeOptions } from '../site/change-options.js';
import { LedgerRecord } from '../site/ledger-record.js';
import { patiently } from '../site/patiently.js';
import type { Site } from '../site/site.js';
import { forgottenStage, replayedStage } from '../site/stages.js';
import { runAgain } from './run-again.js';
import type { UnfinishedFile, UnfinishedFilter } from './unfinished-file.js';
import { unfinishedFiles } from './unfinished-files.js';

/** What became of files, or would. */
export interface DeadChange {
  readonly command: 'dead replay' | 'dead forget';
  readonly dryRun: boolean;
  /** How many, by bucket. */
  readonly counts: Readonly<Record<string, number>>;
  /** The first of them. */
  readonly files: readonly UnfinishedFile[];
  /** Why it isn't in the ledger, at least not all of it; null if it is. */
  readonly notRecorded: string | null;
}

/** Which files to change, and for whom. */
export interface DeadChangeOptions extends ChangeOptions {
  readonly filter: UnfinishedFilter;
  readonly overdueMs: number;
  /** So many of the files are told. */
  readonly limit: number;
  /** Hears how many files of a bucket are done. */
  readonly onProgress?: (bucket: string, done: number) => void;
}

/** Of files in any number no more than this are held in memory. */
const CHUNK = 1000;

/** Queues files again that were given up, on the backfill lane; guiders that are parked look again at once. */
export async function replayDead(site: Site, options: DeadChangeOptions): Promise<DeadChange> {
  const queues = site.needQueues();
  return change(site, 'dead replay', options, async (bucket, files, record) => {
    await record.steps(files.map((file) => afterwards(file, replayedStage(file.notice, options))));
    await runAgain(
      queues,
      bucket,
      files.map(({ notice }) => notice),
    );
  });
}

/**
 * Leaves files out for good: the ledger says that they are ignored and why, and their jobs are gone.
 *
 * @throws OperatorError without a ledger: nobody would remember, and the reaper would bring them back.
 */
export async function forgetDead(site: Site, options: DeadChangeOptions): Promise<DeadChange> {
  if (!site.ledger) {
    const { problem } = site.ledgerStatus;
    throw new OperatorError(
      `nobody would remember the decision, and the reaper would bring them back: ${problem}`,
      'operator.unavailable',
    );
  }
  const queues = site.needQueues();
  return change(site, 'dead forget', options, async (bucket, files, record) => {
    await record.steps(files.map((file) => afterwards(file, forgottenStage(file.notice, options))));
    if (record.problem)
      throw new OperatorError(
        `the ledger did not take the decision: ${record.problem}`,
        'operator.unavailable',
      );
    const notices = files.map(({ notice }) => notice);
    await patiently(() => queues.remove(bucket, notices));
  });
}

async function change(
  site: Site,
  command: DeadChange['command'],
  { filter, overdueMs, limit, dryRun = false, onProgress, ...options }: DeadChangeOptions,
  work: (bucket: string, files: readonly UnfinishedFile[], record: LedgerRecord) => Promise<void>,
): Promise<DeadChange> {
  const record = new LedgerRecord(site, options);
  const counts: Record<string, number> = {};
  const shown: UnfinishedFile[] = [];
  const take = async (chunk: readonly UnfinishedFile[]) => {
    shown.push(...chunk.slice(0, limit - shown.length));
    for (const [bucket, files] of byBucket(chunk)) {
      if (!dryRun) await work(bucket, files, record);
      const done = (counts[bucket] ?? 0) + files.length;
      counts[bucket] = done;
      onProgress?.(bucket, done);
    }
  };
  try {
    let chunk: UnfinishedFile[] = [];
    for await (const file of unfinishedFiles(site, filter, overdueMs)) {
      chunk.push(file);
      if (chunk.length < CHUNK) continue;
      await take(chunk);
      chunk = [];
    }
    await take(chunk);
  } finally {
    // What was done before something went away is done.
    if (!dryRun) {
      for (const [bucket, count] of Object.entries(counts))
        await record.act({ command, bucket, selection: { ...filter }, count });
    }
  }
  return { command, dryRun, counts, files: shown, notRecorded: dryRun ? null : record.problem };
}

function byBucket(files: readonly UnfinishedFile[]): Map<string, UnfinishedFile[]> {
  const groups = new Map<string, UnfinishedFile[]>();
  for (const file of files) {
    const { bucket } = file.notice;
    groups.set(bucket, [...(groups.get(bucket) ?? []), file]);
  }
  return groups;
}

/** The step comes after the one that it answers, even if the clock of this machine is behind. */
function afterwards(file: UnfinishedFile, stage: Stage): Stage {
  return { ...stage, at: Math.max(stage.at, file.since + 1) };
}
