import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from './service.js';

const ANSWERED = 'footman_intake_request_seconds_count';

/** What an intake was told, over all of its lives. */
export interface Told {
  /** Objects that it took notice of. */
  readonly objects: number;
  /** Requests beyond one for each of them: refused ones, and those that came again with them though they had been taken. */
  readonly reSends: number;
}

/** Counts what an intake answers. */
export class ReSends {
  private answered = 0;
  private readonly stopping = new AbortController();
  private readonly watching: Promise<void>;

  constructor(private readonly intake: Service) {
    this.watching = this.watch();
  }

  /** Ends counting. */
  async stop(): Promise<Told> {
    this.stopping.abort();
    await this.watching;
    const objects = (await takenKeys(this.intake.log)).size;
    return { objects, reSends: Math.max(0, this.answered - objects) };
  }

  private async watch(): Promise<void> {
    let before = 0;
    const { signal } = this.stopping;
    for (;;) {
      const answered = await this.intake.metric(ANSWERED);
      if (answered !== undefined) {
        // A new process begins at zero.
        this.answered += answered < before ? answered : answered - before;
        before = answered;
      }
      if (signal.aborted) return;
      await sleep(500, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** The intake writes a line for each object that it takes or ignores. */
async function takenKeys(log: string): Promise<Set<unknown>> {
  const keys = new Set<unknown>();
  for await (const line of createInterface({ input: createReadStream(log) })) {
    // A killed process may leave half a line.
    if (!line.endsWith('}')) continue;
    const { key, msg } = JSON.parse(line) as { key?: string; msg?: string };
    if (key !== undefined && /^(Enqueued|Not a dataset)/.test(msg ?? '')) keys.add(key);
  }
  return keys;
}
