import { Gauge, type Registry } from 'prom-client';

/** When canaries were put and noticed. Both are by this process's clock, so that they can be compared. */
export class CanaryMetrics {
  private readonly putAt: Gauge<'bucket'>;
  private readonly noticedAt: Gauge<'bucket'>;
  private readonly delay: Gauge<'bucket'>;

  constructor(registry: Registry) {
    const gauge = (name: string, help: string) =>
      new Gauge({ name: `footman_canary_${name}`, help, labelNames: ['bucket'], registers: [registry] });
    this.putAt = gauge('put_timestamp_seconds', 'When the last canary was put into the bucket');
    this.noticedAt = gauge(
      'noticed_timestamp_seconds',
      "When a canary's notice was last seen to have arrived",
    );
    this.delay = gauge('delay_seconds', 'How long that took from its PUT');
  }

  put(bucket: string): void {
    this.putAt.set({ bucket }, Date.now() / 1000);
  }

  noticed(bucket: string, delayMs: number): void {
    this.noticedAt.set({ bucket }, Date.now() / 1000);
    this.delay.set({ bucket }, delayMs / 1000);
  }

  /** Somebody else sends them now, and shows it. */
  left(bucket: string): void {
    for (const each of [this.putAt, this.noticedAt, this.delay]) each.remove({ bucket });
  }
}
