import { takeLease, type LeaseStore } from './lease.js';

/** Leases in memory; the first command is answered as told. */
class FakeStore implements LeaseStore {
  holder: string | undefined;

  constructor(private readonly first: 'carried-out' | 'lost' | 'answered') {}

  async holdLease(_name: string, holder: string): Promise<boolean> {
    const free = this.first !== 'lost' && this.holder === undefined;
    if (free) this.holder = holder;
    if (this.first !== 'answered') throw new Error('Command timed out');
    return free;
  }

  async renewLease(_name: string, holder: string): Promise<boolean> {
    return this.holder === holder;
  }

  async releaseLease(_name: string, holder: string): Promise<void> {
    if (this.holder === holder) this.holder = undefined;
  }
}

describe('a lease', () => {
  it('is held by one at a time', async () => {
    const store = new FakeStore('answered');
    const lease = await takeLease(store, 'round', 1000);
    expect(lease).not.toBeNull();
    expect(await takeLease(store, 'round', 1000)).toBeNull();
    await lease?.release();
    expect(await takeLease(store, 'round', 1000)).not.toBeNull();
  });

  it('is held where the command was carried out and its answer lost, so that it keeps nobody out unknown', async () => {
    const store = new FakeStore('carried-out');
    const lease = await takeLease(store, 'round', 1000);
    expect(await lease?.renew()).toBe(true);
    await lease?.release();
    expect(store.holder).toBeUndefined();
  });

  it('is not held where the command itself was lost', async () => {
    expect(await takeLease(new FakeStore('lost'), 'round', 1000)).toBeNull();
  });
});
