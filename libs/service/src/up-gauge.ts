import { Gauge, type Registry } from 'prom-client';
import { setTimeout as sleep } from 'node:timers/promises';

/** What is asked is given this long, in milliseconds: Prometheus waits for ten seconds by default, and for others meanwhile. */
const LIMIT_MS = 900;

/** Shows whether something answers, asked whenever metrics are: 1, or 0 when it says no, fails or is late. */
export function upGauge(registry: Registry, name: string, help: string, ask: () => Promise<boolean>): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      this.set((await answers(ask)) ? 1 : 0);
    },
  });
}

/** The same for several of a kind, by a label. */
export function upGauges<L extends string>(
  registry: Registry,
  { name, help, label }: { readonly name: string; readonly help: string; readonly label: L },
  asks: ReadonlyMap<string, () => Promise<boolean>>,
): void {
  new Gauge({
    name,
    help,
    labelNames: [label],
    registers: [registry],
    async collect() {
      const shown = [...asks].map(async ([which, ask]) =>
        this.set({ [label]: which } as Record<L, string>, (await answers(ask)) ? 1 : 0),
      );
      await Promise.all(shown);
    },
  });
}

async function answers(ask: () => Promise<boolean>): Promise<boolean> {
  const late = new AbortController();
  try {
    return await Promise.race([ask(), sleep(LIMIT_MS, false, { signal: late.signal })]);
  } catch {
    return false;
  } finally {
    late.abort();
  }
}
