import type { Outage } from '@footman/queue';
import type { Logger } from '@footman/service';
import type { IngestMetrics } from './ingest.metrics.js';

/** Shows an outage in metrics, and tells of its beginning and end in the log. */
export function watchOutage(outage: Outage, metrics: IngestMetrics, log: Logger): void {
  let away = '';
  outage.onChange(() => {
    const systems = outage.systems();
    metrics.standingStill(systems);
    const now = systems.join(', ');
    if (now === away) return;
    if (now) log.error({ systems, err: outage.reason }, `Standing still: ${now} away`);
    else log.info('Going on: everything is there again');
    away = now;
  });
}
