import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { AllQueues, ObjectNotice } from '@footman/queue';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Role } from '../auth/identity.js';

/** For how long it is known which queues there are. */
const FRESH_MS = 1000;

/** A queue of the site, as Bull Board shows it. */
type Queue = Awaited<ReturnType<AllQueues['now']>>[number];

/** The queues for Bull Board: read only for whoever may only look, and new ones as soon as they are there. */
export class BoardQueues {
  private readonly role = new AsyncLocalStorage<Role>();
  private readonly adapters = new Map<Queue, BullMQAdapter>();
  private read = -Infinity;

  constructor(
    private readonly queues: AllQueues,
    /** Where the story of an object is. */
    private readonly storyOf: (notice: Pick<ObjectNotice, 'bucket' | 'key'>) => string,
    private readonly show: (adapters: readonly BullMQAdapter[]) => void,
  ) {}

  /** Does something for somebody who has this role. */
  as(role: Role, work: () => void): void {
    this.role.run(role, work);
  }

  /** Finds new queues. @throws QueueUnavailableError */
  async refresh(): Promise<void> {
    if (performance.now() - this.read < FRESH_MS) return;
    const queues = await this.queues.now();
    this.read = performance.now();
    this.show(queues.map((queue) => this.adapterOf(queue)));
  }

  /** How many jobs of a queue are in a state; 0 where nobody knows. */
  async count(name: string, state: string): Promise<number> {
    const adapter = [...this.adapters.values()].find((each) => each.getName() === name);
    const counts: Readonly<Record<string, number | undefined>> = (await adapter?.getJobCounts()) ?? {};
    return counts[state] ?? 0;
  }

  private adapterOf(queue: Queue): BullMQAdapter {
    let adapter = this.adapters.get(queue);
    if (!adapter) {
      adapter = new BullMQAdapter(queue, {
        // None is left out, although its types don't say so.
        externalJobUrl: ({ data }) =>
          isNotice(data) ? { displayText: 'Story', href: this.storyOf(data) } : (undefined as never),
      });
      // Bull Board has one mode for all visitors; here it is that of who asks.
      const operates = () => this.role.getStore() === 'operator';
      Object.defineProperty(adapter, 'readOnlyMode', { get: () => !operates() });
      Object.defineProperty(adapter, 'allowRetries', { get: operates });
      this.adapters.set(queue, adapter);
    }
    return adapter;
  }
}

/** Messages have no story. */
function isNotice(data: unknown): data is ObjectNotice {
  return typeof data === 'object' && data !== null && 'bucket' in data && 'key' in data;
}
