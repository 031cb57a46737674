import { KafkaMetrics } from '@footman/intake';
import { createMetrics } from '@footman/service';
import type { Metric } from 'prom-client';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { choicesOf, expressionsOf, readDashboard } from '../src/dashboard.js';
import { findPrometheus } from '../src/prometheus.js';
import { PrometheusServer, type AlertState } from '../src/prometheus-server.js';
import { readQuery } from '../src/promql.js';
import { groupsOf, ROOT } from '../src/rules.js';
import { BUCKET, startWatchedSite, type WatchedSite } from '../src/watched-site.js';

const SITE = 'summit';
/** What a target of a PodMonitor has, besides. */
const TARGET = ['namespace', 'job', 'pod'];
/** Labels of what Prometheus has by itself. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  up: TARGET,
  ALERTS: ['alertname', 'alertstate', 'severity', 'site'],
};

/** What isn't there without Rucio, while nothing waits or fails, nobody else writes, Redis has no limit, and the camera's clock isn't ours. */
const ABSENT: readonly string[] = [
  'ALERTS{',
  'footman_ingest_differing_exposures_total',
  'footman_ingest_shadow_differences_total',
  'footman_feed_oldest_timestamp_seconds',
  'footman_queue_memory_max_bytes',
  'footman_queue_oldest_pending_timestamp_seconds',
  'footman_reaper_failures_total',
  'footman_registrar_',
  'footman_rucio_',
  'footman_reaper_oldest_parked_timestamp_seconds',
  'stage="transfer"',
];

const dashboard = await readDashboard();
const groups = await groupsOf(SITE);
const rules = groups.flatMap((group) => group.rules);
/** What Grafana puts in for its variables. */
const asked = (expr: string) =>
  expr.replaceAll('$namespace', SITE).replaceAll(/\$(bucket|instrument)/g, '.*');
const scaled = parse(
  await readFile(join(ROOT, 'k8s', 'components', 'autoscaling', 'scaled-object.yaml'), 'utf8'),
) as { spec: { triggers: readonly { metadata: { query: string } }[] } };
const expressions = [
  ...rules.map(({ expr }) => expr),
  ...expressionsOf(dashboard).map(asked),
  ...dashboard.templating.list.flatMap((variable) => choicesOf(variable)?.series ?? []).map(asked),
  ...scaled.spec.triggers.map(({ metadata }) => metadata.query),
];

describe('a site that is watched', () => {
  let site: WatchedSite | undefined;
  let prometheus: PrometheusServer | undefined;
  beforeAll(async () => {
    site = await startWatchedSite();
    const found = site && (await findPrometheus());
    if (site && found)
      prometheus = await PrometheusServer.start({
        prometheus: found.prometheus,
        site: SITE,
        services: site.services,
        groups,
      });
  }, 180_000);
  afterAll(async () => {
    await prometheus?.close();
    await site?.close();
  });

  const isFiring = async (alertname: string) =>
    (await prometheus?.firing())?.find(({ labels }) => labels['alertname'] === alertname);
  /** Waits until an alert fires. */
  const fires = async (alertname: string): Promise<AlertState> => {
    let alert: AlertState | undefined;
    await prometheus?.until(async () => (alert = await isFiring(alertname)) !== undefined);
    return alert as AlertState;
  };

  it('has every metric that rules, dashboard and autoscaler ask for, with these labels', async () => {
    if (!site) return;
    const known = new Map<string, readonly string[]>(Object.entries(OWN));
    // There is no broker here to read from; these are all the same of any.
    const kafka = createMetrics();
    new KafkaMetrics(kafka, 'notices', () => ({ up: true, lags: new Map() }));
    for (const registry of [kafka, site.registrar, ...site.services.map((service) => service.registry)])
      for (const metric of registry.getMetricsAsArray() as unknown as (Metric & Definition)[]) {
        const labels = [...metric.labelNames, ...TARGET];
        known.set(metric.name, labels);
        if (metric.buckets) {
          known.set(`${metric.name}_bucket`, [...labels, 'le']);
          for (const part of ['sum', 'count']) known.set(`${metric.name}_${part}`, labels);
        }
      }
    for (const rule of rules) if ('record' in rule) known.set(rule.record, ['job', 'namespace', 'site']);
    for (const { selectors, grouping } of expressions.map(readQuery)) {
      for (const { metric, labels } of selectors) {
        expect([...known.keys()]).toContain(metric);
        for (const label of labels)
          expect({ metric, labels: known.get(metric) }).toEqual({
            metric,
            labels: expect.arrayContaining([label]),
          });
      }
      const there = selectors.flatMap(({ metric }) => known.get(metric) ?? []);
      for (const label of grouping) expect(there).toContain(label);
    }
    for (const variable of dashboard.templating.list) {
      const choices = choicesOf(variable);
      const [selector] = choices ? readQuery(asked(choices.series)).selectors : [];
      if (choices && selector) expect(known.get(selector.metric)).toContain(choices.label);
    }
  });

  it('gives Prometheus what every rule can be evaluated with, and alerts nobody while all is well', async () => {
    if (!prometheus) return;
    const server = prometheus;
    await server.until(async () => (await server.count('footman_canary_noticed_timestamp_seconds')) > 0);
    await server.until(async () => (await server.rules()).every(({ health }) => health !== 'unknown'));
    expect((await server.rules()).filter(({ health }) => health !== 'ok')).toEqual([]);
    await server.until(async () => (await server.firing()).length === 0);
  });

  it('alerts of a file that is given up, and says why', async () => {
    if (!site || !prometheus) return;
    await site.put('LATISS/20251115/AT_O_20251115_000001/AT_O_20251115_000001_R00_S00.fits', 'no header');
    expect(await fires('FootmanDeadFiles')).toMatchObject({
      labels: { site: SITE, bucket: BUCKET, severity: 'warning' },
      annotations: { description: '1 files wait for a person, because of unreadable-header.' },
    });
  });

  it('shows something in every panel of the dashboard, but of what there is none', async () => {
    if (!site || !prometheus) return;
    const server = prometheus;
    await site.expose(1, 12);
    await server.until(
      async () => (await server.count('footman_reaper_newest_object_timestamp_seconds')) > 0,
    );
    // A rate is of two collections at least.
    const rate = 'rate(footman_ingest_stage_seconds_count{stage="total"}[1m])';
    await server.until(async () => (await server.count(rate)) > 0);
    await server.until(async () => (await server.count('rate(footman_announcement_seconds_count[1m])')) > 0);
    for (const expr of expressionsOf(dashboard).map(asked))
      if (!ABSENT.some((part) => expr.includes(part)))
        expect({ expr, series: await server.count(expr) }).not.toEqual({ expr, series: 0 });
  });

  it('alerts of a stranger who posts notices', async () => {
    if (!site || !prometheus) return;
    expect(await site.notify('a.fits', 'guessed')).toBe(200);
    expect((await fires('FootmanWrongSecret')).annotations['summary']).toBe(
      'The intake of summit gets notices without the right secret',
    );
  });

  it('alerts of a service that is gone, and of a queue that is away until it is back', async () => {
    if (!site || !prometheus) return;
    await site.services.find(({ name }) => name === 'ingest')?.close();
    expect((await fires('FootmanIngestDown')).labels).toMatchObject({ namespace: SITE, job: 'ingest' });
    await site.redis.kill();
    expect((await fires('FootmanQueueAway')).labels).toMatchObject({ namespace: SITE, job: 'reaper' });
    await site.redis.start();
    await prometheus.until(async () => !(await isFiring('FootmanQueueAway')));
  });
});

/** What prom-client keeps of a metric. */
interface Definition {
  readonly name: string;
  readonly labelNames: readonly string[];
  readonly buckets?: readonly number[];
}
