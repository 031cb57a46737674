import { type Ledger, LEDGER_QUEUE } from '@footman/ledger';
import type { ObjectQueues } from '@footman/queue';
import { upGauge } from '@footman/service';
import { Gauge, type Registry } from 'prom-client';

/** Shows whether the ledger answers, and how far it is behind. */
export function exportLedger(
  registry: Registry,
  ledger: Pick<Ledger, 'ready'>,
  queues: Pick<ObjectQueues, 'status'>,
): void {
  upGauge(registry, 'footman_ledger_up', "1 if the ledger's database answers", () => ledger.ready());
  const backlog = (name: string, help: string, of: (lane: Lane) => number | null) =>
    new Gauge({
      name: `footman_ledger_backlog_${name}`,
      help,
      registers: [registry],
      async collect() {
        this.remove();
        const value = await queues.status(LEDGER_QUEUE).then(
          ({ live }) => of(live),
          () => null,
        );
        if (value !== null) this.set(value);
      },
    });
  backlog(
    'messages',
    'What the queue holds for the ledger; each has up to a thousand steps of objects',
    ({ waiting, active }) => waiting + active,
  );
  backlog(
    'oldest_timestamp_seconds',
    'When the oldest of it was sent; absent if there is none',
    ({ oldestPendingAt }) => oldestPendingAt && oldestPendingAt / 1000,
  );
}

type Lane = Awaited<ReturnType<ObjectQueues['status']>>['live'];
