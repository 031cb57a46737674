import type { PodReport } from './cluster/pod.js';
import type { AnnouncementFindings } from './findings/announcement-findings.js';
import type { ButlerFindings } from './findings/butler-findings.js';
import type { LedgerFindings } from './findings/ledger-findings.js';
import type { LogFindings } from './findings/log-findings.js';
import type { RucioFindings } from './findings/rucio-findings.js';
import type { StatusFindings } from './status.js';

/** What a run has shown. */
export interface SiteReport {
  readonly overlay: string;
  readonly bucket: string;
  readonly exposures: number;
  /** FITS files; each has a sidecar. */
  readonly files: number;
  readonly pods: readonly PodReport[];
  readonly butler: ButlerFindings;
  readonly ledger: LedgerFindings;
  /** Null where nobody is told. */
  readonly announcements: AnnouncementFindings | null;
  /** Null where there is no Rucio. */
  readonly rucio: RucioFindings | null;
  readonly status: StatusFindings;
  readonly log: LogFindings;
  readonly seconds: {
    /** Until all pods were ready. */
    readonly start: number;
    /** From the first PUT to the last file in the Butler. */
    readonly run: number;
    readonly all: number;
  };
  /** Where all logs are. */
  readonly logs: string;
  /** What is not as it has to be, in sentences. */
  readonly complaints: readonly string[];
}

/** What of a report isn't as it has to be. */
export function complaintsOf(report: Omit<SiteReport, 'complaints'>): string[] {
  const { butler, ledger, announcements, rucio, status, log, pods, exposures, files } = report;
  const none = (what: string, keys: readonly string[]) =>
    keys.length > 0 ? [`${keys.length} ${what}: ${keys.slice(0, 3).join(', ')}`] : [];
  return [
    ...none('files are not in the Butler', butler.lost),
    ...none('files are in the Butler more than once', butler.doubled),
    ...none('datasets are of nothing that was PUT', butler.extra),
    ...none('exposures are not there with one visit', butler.incomplete),
    ...none(
      'exposures or visits are too many',
      butler.exposures + butler.visits > 2 * exposures ? ['?'] : [],
    ),
    ...none('files are unknown to the ledger', ledger.unknown),
    ...none(
      'files are something else than ingested to the ledger',
      Object.entries(ledger.otherwise).map(String),
    ),
    ...(ledger.ingested > files ? [`the ledger has ${ledger.ingested} contents of ${files} files`] : []),
    ...none('files had to be queued by the reaper', ledger.requeued > 0 ? [String(ledger.requeued)] : []),
    ...none('files were not told to the webhook', announcements?.untold ?? []),
    ...none('files were told to the webhook more than once', announcements?.repeated ?? []),
    ...none('files are not in Rucio', rucio?.missing ?? []),
    ...none('files of Rucio are none that belong there', rucio?.extra ?? []),
    ...(status.exitCode === 0 ? [] : [`footman status needs a person: ${status.needed.join('; ')}`]),
    ...(status.doctor === 0 ? [] : ['footman butler doctor finds something in the way']),
    ...none('files have no line that they were enqueued', log.unqueued),
    ...none('files have no line that they were ingested', log.uningested),
    ...none(
      'lines of the logs show a secret',
      log.leaks.map(({ name, file, line }) => `${name} in ${file}:${line}`),
    ),
    ...pods.flatMap(complaintsOfPod),
  ];
}

function complaintsOfPod({ pod, probes, restarts, ending, graceSeconds }: PodReport): string[] {
  const { readinessProbe: readiness, livenessProbe: liveness } = probes;
  return [
    ...(restarts > 0 ? [`${pod} ended by itself`] : []),
    ...(readiness && !readiness.ok ? [`${pod} was not ready at the end`] : []),
    ...(liveness && liveness.failed > 0 ? [`${pod} did not live ${liveness.failed} times`] : []),
    ...(ending?.exitCode === 0 ? [] : [`${pod} ended with ${ending?.exitCode ?? 'a signal'}`]),
    ...(ending && ending.seconds > graceSeconds ? [`${pod} took longer to end than it may`] : []),
  ];
}
