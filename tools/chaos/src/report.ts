import Table from 'cli-table3';
import { FAULT_KINDS } from './fault.js';
import type { ToldFindings } from './inspect-told.js';
import type { NightReport } from './scenario.js';
import type { InflictedFault } from './storm.js';

/** Prints what a night has shown. */
export function printNight(report: NightReport): void {
  const { scenario, faults, camera, gateway, webhook, seconds, complaints, stories } = report;
  const { butler, ledger, queue, feeds, told, rucio } = report;
  const failedStarts = Object.values(report.programs).reduce((sum, each) => sum + each.failedStarts, 0);
  const lines = [
    '',
    `=== ${scenario}`,
    faultTable(faults),
    `camera    ${camera.put} objects PUT, ${camera.again} PUTs made again`,
    `gateway   ${gateway.dropped} notices dropped, ${gateway.tripled} tripled; ${gateway.sent} sent, ${gateway.taken} taken, ${gateway.resent} sent again`,
    `Butler    ${butler.datasets} datasets and ${butler.fileRecords} file records of ${butler.expected} files; ${butler.lost.length} lost, ${butler.doubled.length} doubled, ${butler.extra.length} extra; ${butler.exposures} exposures, ${butler.visits} visits`,
    ...(rucio
      ? [
          `Rucio     ${rucio.files} files in ${rucio.datasets} datasets; ${rucio.missing.length} missing, ${rucio.misplaced.length} misplaced, ${rucio.different.length} different, ${rucio.extra.length} extra`,
        ]
      : []),
    `webhook   ${toldText(told.webhook)}; ${webhook.refused} requests answered 500`,
    ...(told.topic ? [`topic     ${toldText(told.topic)}`] : []),
    `ledger    ${ledger.ingested} ingested, ${ledger.registered} of them registered, ${ledger.unknown.length} unknown, ${Object.keys(ledger.otherwise).length} otherwise; the reaper queued ${ledger.requeued}`,
    `queue     ${Object.entries(queue)
      .map(([state, count]) => `${count} ${state}`)
      .join(', ')}`,
    `feeds     ${feeds.map(({ feed, waiting, active, refused }) => `${feed} ${waiting + active} waiting, ${refused} refused`).join('; ')}`,
    `latency   PUT to Butler ${Object.entries(ledger.latency)
      .map(([name, value]) => `${name} ${value === null ? '-' : `${value.toFixed(2)} s`}`)
      .join(', ')}`,
    `programs  ${failedStarts} starts failed and were made again`,
    `time      ${seconds.night.toFixed(1)} s of night, settled ${seconds.settled.toFixed(1)} s after it`,
    ...complaints.map((sentence) => `WRONG     ${sentence}`),
    ...Object.entries(stories).flatMap(([key, told]) => [key, ...told.map((line) => `  ${line}`)]),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function toldText({ untold, unknown, again, most }: ToldFindings): string {
  return `${untold.length} files untold, ${unknown.length} unknown, ${again} told more than once, ${most} times at most`;
}

/** Faults by target and kind, and how long the programs needed to come back. */
function faultTable(faults: readonly InflictedFault[]): string {
  const kinds = FAULT_KINDS.filter((kind) => faults.some((fault) => fault.kind === kind));
  const table = new Table({ head: ['', ...kinds, 'back after'], style: { head: [], border: [] } });
  for (const target of [...new Set(faults.map((fault) => fault.target))].sort()) {
    const own = faults.filter((fault) => fault.target === target);
    const back = Math.max(...own.map(({ recoveredMs }) => recoveredMs));
    const counts = kinds.map((kind) => own.filter((fault) => fault.kind === kind).length || '');
    table.push([target, ...counts, target.endsWith(' link') ? '' : `${(back / 1000).toFixed(1)} s`]);
  }
  table.push(['all', ...kinds.map((kind) => faults.filter((fault) => fault.kind === kind).length || ''), '']);
  return table.toString();
}
