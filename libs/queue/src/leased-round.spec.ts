import { setTimeout as sleep } from 'node:timers/promises';
import { LeasedRound, type RoundOptions } from './leased-round.js';

/** A register of leases, in memory and without a clock of its own: somebody has to let them run out. */
class Register {
  readonly holders = new Map<string, symbol>();
  away = false;

  async lease(name: string) {
    this.answer();
    if (this.holders.has(name)) return null;
    const holder = Symbol();
    this.holders.set(name, holder);
    return {
      renew: async () => {
        this.answer();
        return this.holders.get(name) === holder;
      },
      release: async () => {
        this.answer();
        if (this.holders.get(name) === holder) this.holders.delete(name);
      },
    };
  }

  private answer(): void {
    if (this.away) throw new Error('away');
  }
}

describe('rounds under a lease', () => {
  let register: Register;
  let rounds: LeasedRound[];

  beforeEach(() => {
    register = new Register();
    rounds = [];
  });
  afterEach(() => Promise.all(rounds.map((round) => round.close())));

  const start = (run: (signal: AbortSignal) => Promise<void>, options: Partial<RoundOptions> = {}) => {
    const round = new LeasedRound(register, {
      name: 'a round',
      everyMs: 20,
      leaseMs: 60,
      retryMs: 5,
      run,
      onError: () => undefined,
      ...options,
    });
    rounds.push(round);
    round.start();
    return round;
  };

  test('are done by one of two, and by the other when the first has closed', async () => {
    const done: string[] = [];
    const first = start(async () => void done.push('first'));
    await sleep(5);
    start(async () => void done.push('second'));
    await sleep(100);
    expect(new Set(done)).toEqual(new Set(['first']));
    expect(done.length).toBeGreaterThan(2);
    await first.close();
    await sleep(100);
    expect(done).toContain('second');
  });

  test('are given up when the lease is lost, and begun again when it is had again', async () => {
    const signals: AbortSignal[] = [];
    let left = 0;
    start(
      async (signal) => {
        signals.push(signal);
        await sleep(10_000, undefined, { signal });
      },
      { onLeft: () => (left += 1) },
    );
    await sleep(10);
    // As a wiped server would.
    register.holders.clear();
    await sleep(120);
    expect(signals[0]?.aborted).toBe(true);
    expect(signals).toHaveLength(2);
    expect(left).toBe(1);
  });

  test('go on through a short silence of the register, and not through one as long as the lease', async () => {
    let signal: AbortSignal | undefined;
    start(async (its) => {
      signal ??= its;
      await sleep(10_000, undefined, { signal: its });
    });
    await sleep(10);
    register.away = true;
    await sleep(30);
    register.away = false;
    await sleep(60);
    expect(signal?.aborted).toBe(false);
    register.away = true;
    await sleep(150);
    expect(signal?.aborted).toBe(true);
  });

  test('come again sooner after a failure, which is told', async () => {
    const errors: unknown[] = [];
    let runs = 0;
    start(
      async () => {
        runs += 1;
        if (runs < 3) throw new Error(`run ${runs}`);
      },
      { everyMs: 10_000, onError: (error) => errors.push(error) },
    );
    await sleep(100);
    expect(runs).toBe(3);
    expect(errors).toHaveLength(2);
  });
});
