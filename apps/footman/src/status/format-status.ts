import { describeStatus, NOTHING_NEEDED, type SiteStatus } from '@footman/operator';
import { table } from '../table.js';

/** A site's status for a terminal. */
export function formatStatus(status: SiteStatus): string {
  const { at, servers, lanes, flow, feeds, needed } = describeStatus(status);
  return [
    at,
    ...servers.map(({ name, state, details }) => [`${name.padEnd(6)} ${state}`, ...details].join('  ')),
    '',
    table(lanes.head, lanes.rows),
    '',
    table(flow.head, flow.rows),
    '',
    ...(feeds ? [table(feeds.head, feeds.rows), ''] : []),
    ...(needed.length > 0 ? needed.map((need) => `! ${need}`) : [NOTHING_NEEDED]),
    '',
  ].join('\n');
}
