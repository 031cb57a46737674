import { PassThrough } from 'node:stream';
import type { DemoReport } from './demo-report.js';
import { createProgressDisplay } from './progress-display.js';
import { formatReport } from './report-table.js';

const REPORT: DemoReport = {
  complete: true,
  repo: '/data/demo/repo',
  butler: 'postgres',
  queue: 'redis',
  put: { files: 205, sidecars: 204 },
  expected: 205,
  notified: 409,
  resent: 0,
  ingested: 205,
  before: 0,
  refused: [],
  missing: [],
  visits: [{ obs_id: 'MC_O_20251115_000123', visit: 2025111500123, detector_regions: 205 }],
  latency: { p50: 0.5, p98: 1.25, last: 1.5 },
  seconds: { start: 2, run: 1.9 },
};

describe('formatReport', () => {
  it('says what was put, notified and ingested, the visit, the latency and how to look further', () => {
    const text = formatReport(REPORT, false);
    for (const part of [
      '205 of 205, 204 sidecars',
      '409',
      '2025111500123 (MC_O_20251115_000123), 205 detector regions',
      'p50 0.50 s, p98 1.25 s, last 1.50 s',
      'Everything is there.',
      'npx footman butler show /data/demo/repo',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('\u001b');
  });

  it('lists refused files with their reasons, and counts the rest of a long list', () => {
    const refused = Array.from({ length: 25 }, (_, i) => ({ key: `unknown/${i}.fits`, reason: 'no OBSID' }));
    const text = formatReport({ ...REPORT, complete: false, refused, missing: ['a.fits'] }, false);
    expect(text).toContain('refused unknown/0.fits: no OBSID');
    expect(text).toContain('and 5 more refused');
    expect(text).toContain('not in the Butler a.fits');
    expect(text).toContain('Not everything is there.');
  });

  it('colours only when asked', () => {
    expect(formatReport(REPORT, true)).toContain('\u001b');
  });
});

describe('createProgressDisplay', () => {
  const written = (stream: PassThrough) => String(stream.read() ?? '');

  it('writes plain lines where there is no terminal, and the last state at the end', () => {
    const output = new PassThrough();
    const display = createProgressDisplay(output);
    display.say('PostgreSQL is up.');
    display.begin({ objects: 410, files: 205 });
    display.update({ put: 1, notified: 0, ingested: 0, refused: 0 });
    display.update({ put: 410, notified: 410, ingested: 204, refused: 1 });
    display.end();
    expect(written(output)).toBe(
      'PostgreSQL is up.\nput 410/410, notified 410/410, ingested 204/205, refused 1\n',
    );
  });

  it('draws a bar each for put, notified and ingested on a terminal', () => {
    const output = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 24 });
    const display = createProgressDisplay(output);
    display.begin({ objects: 410, files: 205 });
    display.update({ put: 410, notified: 300, ingested: 200, refused: 0 });
    display.end();
    const text = written(output);
    for (const part of ['410/410', '300/410', '200/205']) expect(text).toContain(part);
  });

  it('stays silent without an output', () => {
    const display = createProgressDisplay(undefined);
    expect(() => {
      display.say('anything');
      display.begin({ objects: 1, files: 1 });
      display.end();
    }).not.toThrow();
  });
});
