import { createMetrics } from '@footman/service';
import { IntakeMetrics } from './intake.metrics.js';

const names = (text: string) =>
  new Set([...text.matchAll(/^footman_intake_records_total\{.*bucket="([^"]*)"/gm)].map(([, name]) => name));

describe('the names of buckets', () => {
  it('are shown as they come, each with all that may become of its records', async () => {
    const registry = createMetrics();
    const metrics = new IntakeMetrics(registry, async () => new Map([['quiet', 1000]]));
    metrics.count('queued', 2, 'embargo');
    metrics.count('malformed');
    await registry.metrics();
    const text = await registry.metrics();
    expect(text).toContain('records_total{outcome="queued",bucket="embargo"} 2');
    expect(text).toContain('records_total{outcome="unavailable",bucket="embargo"} 0');
    expect(text).toContain('records_total{outcome="queued",bucket="quiet"} 0');
    expect(text).toContain('records_total{outcome="malformed",bucket=""} 1');
    expect(text).not.toContain('{outcome="malformed",bucket="embargo"}');
  });

  it('are a hundred at most, however many are made up; what comes in others is counted without a name', async () => {
    const registry = createMetrics();
    const forged = Array.from({ length: 1000 }, (_, n) => `forged-${n}`);
    const metrics = new IntakeMetrics(registry, async () => new Map(forged.map((bucket) => [bucket, 1000])));
    for (const bucket of forged) metrics.count('not-a-dataset', 1, bucket);
    await registry.metrics();
    const text = await registry.metrics();
    expect(names(text).size).toBe(101);
    expect(text).toContain('records_total{outcome="not-a-dataset",bucket=""} 900');
    expect(text.match(/^footman_intake_last_event_/gm)).toHaveLength(100);
  });

  it('stay while the queue is away, with the time of the last event', async () => {
    const registry = createMetrics();
    let away = false;
    new IntakeMetrics(registry, async () => {
      if (away) throw new Error('away');
      return new Map([['embargo', 5000]]);
    });
    await registry.metrics();
    away = true;
    expect(await registry.metrics()).toContain('last_event_timestamp_seconds{bucket="embargo"} 5');
  });
});
