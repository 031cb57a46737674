import type { Probe } from '@footman/k8s';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often a probe was made, and how often it failed. */
export interface ProbeCounts {
  ran: number;
  failed: number;
  /** The last one, if there was one. */
  ok: boolean | undefined;
}

/** Makes a probe again and again, in the rhythm that it asks for. */
export class Probing {
  readonly counts: ProbeCounts = { ran: 0, failed: 0, ok: undefined };

  /** @param attempt makes it once, within so many milliseconds. */
  constructor(
    private readonly probe: Probe,
    private readonly attempt: (probe: Probe, timeoutMs: number) => Promise<boolean>,
  ) {}

  /** Until it succeeds. @returns whether it did, before it had failed this often. */
  async succeeds(signal: AbortSignal, attempts = this.probe.failureThreshold ?? 3): Promise<boolean> {
    for (let failures = 0; failures < attempts && !signal.aborted; failures++) {
      if (await this.once()) return true;
      await this.pause(signal);
    }
    return false;
  }

  /** Until the signal. */
  async goOn(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.once();
      await this.pause(signal);
    }
  }

  /** Once more, out of turn. */
  async once(): Promise<boolean> {
    const { timeoutSeconds = 1 } = this.probe;
    const ok = await this.attempt(this.probe, timeoutSeconds * 1000);
    this.counts.ran++;
    if (!ok) this.counts.failed++;
    return (this.counts.ok = ok);
  }

  private async pause(signal: AbortSignal): Promise<void> {
    await sleep((this.probe.periodSeconds ?? 10) * 1000, undefined, { signal }).catch(() => undefined);
  }
}
