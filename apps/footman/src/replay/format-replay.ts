import type { ReplayReport } from '@footman/operator';

/** A replay for a terminal. */
export function formatReplay({ selection, dryRun, buckets, notRecorded }: ReplayReport): string {
  const lines = buckets.map(({ bucket, listed, datasets, queued, failed, completed, alive }) => {
    if (datasets === 0) return `${bucket}: no datasets at ${selection} (${listed} objects)`;
    const before = [failed && `${failed} had failed`, completed && `${completed} done before`];
    const which = before.filter(Boolean).join(', ');
    return (
      `${bucket}: ${listed} objects, ${datasets} datasets: ${queued} ${dryRun ? 'would be queued' : 'queued for backfill'}` +
      `${which && ` (${which})`}, ${alive} in the queue anyway`
    );
  });
  if (dryRun) lines.push('Nothing was changed.');
  else if (notRecorded) lines.push(`Not recorded in the ledger: ${notRecorded}`);
  return `${lines.join('\n')}\n`;
}
