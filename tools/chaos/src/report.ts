import Table from 'cli-table3';
import type { FaultKind } from './fault.js';
import type { NightReport } from './scenario.js';
import type { InflictedFault } from './storm.js';

const KINDS: readonly FaultKind[] = ['kill', 'freeze', 'wipe', 'latency', 'bandwidth', 'cut'];

/** Prints what a night has shown. */
export function printNight(report: NightReport): void {
  const { scenario, faults, camera, gateway, butler, ledger, queue, seconds, complaints, stories } = report;
  const failedStarts = Object.values(report.programs).reduce((sum, each) => sum + each.failedStarts, 0);
  const lines = [
    '',
    `=== ${scenario}`,
    faultTable(faults),
    `camera    ${camera.put} objects PUT, ${camera.again} PUTs made again`,
    `gateway   ${gateway.dropped} notices dropped, ${gateway.tripled} tripled; ${gateway.sent} sent, ${gateway.taken} taken, ${gateway.resent} sent again`,
    `Butler    ${butler.datasets} datasets and ${butler.fileRecords} file records of ${butler.expected} files; ${butler.lost.length} lost, ${butler.doubled.length} doubled, ${butler.extra.length} extra; ${butler.exposures} exposures, ${butler.visits} visits`,
    `ledger    ${ledger.ingested} ingested, ${ledger.unknown.length} unknown, ${Object.keys(ledger.otherwise).length} otherwise; the reaper queued ${ledger.requeued}`,
    `queue     ${Object.entries(queue)
      .map(([state, count]) => `${count} ${state}`)
      .join(', ')}`,
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

/** Faults by target and kind, and how long the programs needed to come back. */
function faultTable(faults: readonly InflictedFault[]): string {
  const table = new Table({ head: ['', ...KINDS, 'back after'], style: { head: [], border: [] } });
  for (const target of [...new Set(faults.map((fault) => fault.target))].sort()) {
    const own = faults.filter((fault) => fault.target === target);
    const back = Math.max(...own.map(({ recoveredMs }) => recoveredMs));
    const counts = KINDS.map((kind) => own.filter((fault) => fault.kind === kind).length || '');
    table.push([target, ...counts, target.endsWith(' link') ? '' : `${(back / 1000).toFixed(1)} s`]);
  }
  table.push(['all', ...KINDS.map((kind) => faults.filter((fault) => fault.kind === kind).length || ''), '']);
  return table.toString();
}
