/**
 * Measures on both backends what it costs to ask, and to be woken, with a night's 200,000 objects on the backfill lane.
 *
 * Run: node --conditions @footman/source --import @swc-node/register/esm-register test/measure-depth.ts
 */
import { queueServers, type QueueServer } from '@footman/embedded';
import { ObjectQueues } from '../src/object-queues.js';
import { notices } from './notices.js';

async function timed(name: string, work: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < 20; i += 1) {
    const begin = performance.now();
    await work();
    times.push(performance.now() - begin);
  }
  times.sort((a, b) => a - b);
  console.log(`  ${name}: median ${times[10]?.toFixed(1)}, worst ${times[19]?.toFixed(1)} ms`);
}

async function measure(server: QueueServer): Promise<void> {
  const queues = new ObjectQueues(server.backend, { onError: console.error });
  await queues.start();
  console.log(server.backend.kind);
  const begin = performance.now();
  for (let start = 0; start < 200_000; start += 2000) {
    await queues.add(notices(2000, { key: `night-${start}` }), { lane: 'backfill' });
  }
  console.log(`  200,000 added in ${(performance.now() - begin).toFixed(0)} ms`);
  await timed('status', () => queues.status('raw'));
  await timed('states of 1000', () => queues.states('raw', notices(1000, { key: 'night-100000' })));
  await timed('parked', () => queues.parked('raw'));
  let n = 0;
  await timed('205 live notices', () => queues.add(notices(205, { key: `live-${n++}` })));
  await queues.close();
  await server.close();
}

for (const [, startServer] of queueServers()) await measure(await startServer());
process.exit(0);
