import Table from 'cli-table3';
import type { PodReport } from './cluster/pod.js';
import type { ProbeCounts } from './cluster/probing.js';
import type { SiteReport } from './report.js';

/** What a run has shown, for a terminal. */
export function formatReport(report: SiteReport): string {
  const {
    overlay,
    bucket,
    exposures,
    files,
    butler,
    ledger,
    announcements,
    rucio,
    status,
    log,
    seconds,
    logs,
    complaints,
  } = report;
  const { p50, last } = ledger.latency;
  const lines = [
    '',
    podTable(report.pods),
    `site      ${overlay}, bucket ${bucket}: ${exposures} exposures, ${files} files with their sidecars`,
    `Butler    ${butler.datasets} datasets, ${butler.exposures} exposures, ${butler.visits} visits; ${butler.lost.length} lost, ${butler.doubled.length} doubled, ${butler.extra.length} extra`,
    `ledger    ${ledger.ingested} ingested, ${ledger.unknown.length} unknown, ${Object.keys(ledger.otherwise).length} otherwise; the reaper queued ${ledger.requeued}`,
    ...(announcements
      ? [
          `webhook   ${announcements.posts} POSTs; ${announcements.untold.length} files untold, ${announcements.repeated.length} told more than once`,
        ]
      : []),
    ...(rucio
      ? [`Rucio     ${rucio.registered} files; ${rucio.missing.length} missing, ${rucio.extra.length} extra`]
      : []),
    `status    exit codes: footman status ${status.exitCode}, footman butler doctor ${status.doctor}`,
    `latency   PUT to Butler p50 ${inSeconds(p50)}, last ${inSeconds(last)}`,
    `log       ${log.lines} lines in ${log.files} files, ${log.errors} of them errors, ${log.leaks.length} show a secret; ${logs}`,
    `time      ${inSeconds(seconds.start)} until all was ready, ${inSeconds(seconds.run)} for the exposures, ${inSeconds(seconds.all)} in all`,
    ...complaints.map((sentence) => `WRONG     ${sentence}`),
    complaints.length === 0 ? 'Everything is as it has to be.' : '',
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function podTable(pods: readonly PodReport[]): string {
  const table = new Table({
    head: ['pod', 'port', 'ready after', 'startup', 'readiness', 'liveness', 'restarts', 'ended after', 'of'],
    style: { head: [], border: [] },
  });
  for (const { pod, port, readyAfter, probes, restarts, ending, graceSeconds } of pods) {
    table.push([
      pod,
      port,
      inSeconds(readyAfter),
      probed(probes.startupProbe),
      probed(probes.readinessProbe),
      probed(probes.livenessProbe),
      restarts,
      ending ? inSeconds(ending.seconds) : '-',
      `${graceSeconds} s`,
    ]);
  }
  return table.toString();
}

function probed(counts: ProbeCounts | null): string {
  if (!counts) return '';
  return `${counts.ok ? 'ok' : 'red'}, ${counts.ran - counts.failed} of ${counts.ran}`;
}

function inSeconds(seconds: number | null): string {
  return seconds === null ? '-' : `${seconds.toFixed(1)} s`;
}
