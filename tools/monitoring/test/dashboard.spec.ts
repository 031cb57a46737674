import { choicesOf, expressionsOf, readDashboard, type Panel } from '../src/dashboard.js';
import { readQuery } from '../src/promql.js';

const dashboard = await readDashboard();
const { panels } = dashboard;
const rows = panels.filter(({ type }) => type === 'row');
const drawn = panels.filter(({ type }) => type !== 'row');

/** Panel types that Grafana has built in. */
const TYPES = ['heatmap', 'row', 'stat', 'state-timeline', 'table', 'timeseries'];
/** Grafana's names of the units that are used. */
const UNITS = ['bytes', 'ppm', 's', 'short'];
/** How wide a dashboard is. */
const COLUMNS = 24;

describe('the dashboard', () => {
  it('has what a session of Grafana knows it by', () => {
    expect(dashboard).toMatchObject({ uid: 'footman', title: 'Footman' });
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(39);
    expect(dashboard).not.toHaveProperty('id');
    expect(dashboard).not.toHaveProperty('__inputs');
  });

  it('has the rows that an operator looks for, the most urgent first', () => {
    expect(rows.map(({ title }) => title)).toEqual([
      'Is all well',
      'Flow',
      'Latency',
      'Queue',
      'Losses and reconciliation',
      'Trouble',
      'Telling others',
      'Infrastructure',
      'Services',
    ]);
  });

  it('has panels with numbers of their own, of types that Grafana has', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(panels.filter(({ type }) => !TYPES.includes(type))).toEqual([]);
  });

  it('has no two panels in one place, and none outside', () => {
    const taken = new Map<string, string>();
    for (const {
      title,
      gridPos: { x, y, w, h },
    } of panels) {
      expect({ title, fits: x >= 0 && w > 0 && h > 0 && x + w <= COLUMNS }).toEqual({ title, fits: true });
      for (let column = x; column < x + w; column++)
        for (let line = y; line < y + h; line++) {
          const cell = `${column},${line}`;
          expect(`${title} over ${taken.get(cell)}`).toBe(`${title} over undefined`);
          taken.set(cell, title);
        }
    }
  });

  it.each(drawn.map((panel) => [panel.title, panel] as const))(
    '%s says what it shows, in which unit, of the Prometheus that was chosen',
    (_, { description = '', datasource, targets = [], fieldConfig }: Panel) => {
      expect(description).toMatch(/^[A-Z0-9].{15,}\.$/);
      expect(UNITS).toContain(fieldConfig?.defaults.unit);
      expect(targets.length).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      for (const each of [datasource, ...targets.map((target) => target.datasource)])
        expect(each).toEqual({ type: 'prometheus', uid: '${datasource}' });
    },
  );

  it.each(expressionsOf(dashboard))('asks for the chosen site only: %s', (expr) => {
    const { selectors } = readQuery(expr);
    for (const { metric, labels } of selectors)
      expect({ metric, labels }).toEqual({
        metric,
        labels: expect.arrayContaining([metric === 'ALERTS' ? 'site' : 'namespace']),
      });
  });

  it('lets Prometheus, site, bucket and instrument be chosen', () => {
    const { list } = dashboard.templating;
    expect(list.map(({ name }) => name)).toEqual(['datasource', 'namespace', 'bucket', 'instrument']);
    const asked = new Set(
      expressionsOf(dashboard).flatMap((expr) => [...expr.matchAll(/\$(\w+)/g)].map(([, name]) => name)),
    );
    expect([...asked].sort()).toEqual(['bucket', 'instrument', 'namespace']);
    for (const variable of list.slice(1)) expect(choicesOf(variable)).toBeDefined();
  });
});
