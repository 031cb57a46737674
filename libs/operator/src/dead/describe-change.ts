import type { DeadChange } from './change-dead.js';

const DONE = {
  'dead replay': ['would be queued again', 'queued again, for backfill'],
  'dead forget': ['would be left out for good', 'left out for good'],
} as const;

/** What a change did, or would do, a line each. */
export function describeChange({ command, dryRun, counts, files, notRecorded }: DeadChange): string[] {
  const [would, done] = DONE[command];
  const lines = Object.entries(counts).map(
    ([bucket, count]) => `${bucket}: ${count} ${count === 1 ? 'file' : 'files'} ${dryRun ? would : done}`,
  );
  if (lines.length === 0) return ['Nothing like that waits for a person.'];
  if (dryRun) {
    const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
    lines.unshift(
      ...files.map(
        ({ state, reason, notice }) => `  ${state}  ${reason ?? ''}  ${notice.bucket}/${notice.key}`,
      ),
    );
    if (total > files.length) lines.splice(files.length, 0, `  and ${total - files.length} more`);
    lines.push('Nothing was changed.');
  } else if (notRecorded) lines.push(`Not recorded in the ledger: ${notRecorded}`);
  return lines;
}
