import Table from 'cli-table3';
import { relative } from 'node:path';
import pc from 'picocolors';
import type { DemoReport } from './demo-report.js';

/** More refused or missing files than this are counted, not listed. */
const MOST_LISTED = 20;

/**
 * The demonstration's outcome for people: a short table, what was refused and why, and how to look further.
 *
 * @param color whether to colour; by default when the terminal can and NO_COLOR isn't set.
 */
export function formatReport(report: DemoReport, color: boolean = pc.isColorSupported): string {
  const { green, red, bold, dim } = pc.createColors(color);
  const mark = (good: boolean, text: string) => (good ? green(text) : red(text));
  const { put, expected, ingested, visits, latency } = report;
  const before = report.before > 0 ? `, ${report.before} of them before` : '';
  const resent = report.resent > 0 ? ` (${report.resent} times again)` : '';
  const table = new Table({
    style: { head: [], border: color ? ['gray'] : [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  table.push(
    ['files put', mark(put.files === expected, `${put.files} of ${expected}`) + `, ${put.sidecars} sidecars`],
    ['notified', `${mark(report.notified === put.files + put.sidecars, String(report.notified))}${resent}`],
    ['ingested', mark(ingested === expected, `${ingested} of ${expected}`) + before],
    ...visits
      .slice(0, MOST_LISTED)
      .map(({ visit, obs_id, detector_regions }) => [
        'visit',
        `${visit} (${obs_id}), ${detector_regions} detector regions`,
      ]),
    ...(latency.last === null ? [] : times(report)),
    ['queue, Butler', `${report.queue}, ${report.butler}`],
  );
  return [
    table.toString(),
    ...list('refused', report.refused, ({ key, reason }) => `${key}: ${reason}`),
    ...list('not in the Butler', report.missing, (key) => key),
    report.complete ? green(bold('Everything is there.')) : red(bold('Not everything is there.')),
    `Look further: ${bold(`npx footman butler show ${nearby(report.repo)}`)}`,
    '',
  ].join('\n');

  function list<T>(title: string, items: readonly T[], line: (item: T) => string): string[] {
    const more = items.length - MOST_LISTED;
    return [
      ...items.slice(0, MOST_LISTED).map((item) => `${red(title)} ${line(item)}`),
      ...(more > 0 ? [dim(`... and ${more} more ${title}`)] : []),
    ];
  }
}

/** A path below the working directory is shorter without it. */
function nearby(path: string): string {
  const short = relative('.', path);
  return short.startsWith('..') ? path : short;
}

function times({ latency, seconds: { run, start } }: DemoReport): string[][] {
  return [
    [
      'PUT to Butler',
      `p50 ${seconds(latency.p50)}, p98 ${seconds(latency.p98)}, last ${seconds(latency.last)}`,
    ],
    ['all of it in', `${seconds(run)} (after a start of ${seconds(start)})`],
  ];
}

function seconds(value: number | null): string {
  return value === null ? '-' : `${value.toFixed(2)} s`;
}
