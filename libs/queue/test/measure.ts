/**
 * Measures both backends: how soon an idle worker begins, how long one exposure takes, and the rate of completion.
 *
 * Run: node --conditions @footman/source --import @swc-node/register/esm-register test/measure.ts
 */
import { queueServers, type QueueServer } from '@footman/embedded';
import { setTimeout as sleep } from 'node:timers/promises';
import { ObjectQueues } from '../src/object-queues.js';
import { ObjectWorker } from '../src/object-worker.js';
import { notice, notices } from './notices.js';
import { until } from './until.js';

const quantile = (values: number[], q: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))]?.toFixed(1);

async function measure(server: QueueServer): Promise<void> {
  const queues = new ObjectQueues(server.backend, { onError: console.error });
  let started: number[] = [];
  let completed = 0;
  const worker = new ObjectWorker(server.backend, 'raw', async () => void started.push(performance.now()), {
    onCompleted: () => (completed += 1),
    onError: console.error,
  });
  await queues.start();
  await worker.start();
  await queues.add([notice({ key: 'first' })]);
  await until(() => completed === 1);

  const idle: number[] = [];
  const accepted: number[] = [];
  for (let i = 0; i < 30; i += 1) {
    await sleep(60);
    started = [];
    const begin = performance.now();
    await queues.add([notice({ key: `idle-${i}` })]);
    accepted.push(performance.now() - begin);
    await until(() => started.length === 1);
    idle.push((started[0] as number) - begin);
  }
  await sleep(300);
  const exposure: { add: number[]; begun: number[]; done: number[] } = { add: [], begun: [], done: [] };
  for (let i = 0; i < 20; i += 1) {
    await sleep(100);
    started = [];
    completed = 0;
    const begin = performance.now();
    await queues.add(notices(205, { key: `exposure-${i}` }));
    exposure.add.push(performance.now() - begin);
    await until(() => completed === 205);
    exposure.done.push(performance.now() - begin);
    exposure.begun.push(Math.max(...started) - begin);
  }
  completed = 0;
  const begin = performance.now();
  await queues.add(notices(5000, { key: 'many' }));
  const added = performance.now() - begin;
  await until(() => completed === 5000, 60_000);
  const total = performance.now() - begin;
  const report = (name: string, values: number[]) =>
    console.log(`  ${name}: median ${quantile(values, 0.5)}, p90 ${quantile(values, 0.9)} ms`);
  console.log(server.backend.kind);
  report('one notice, accepted', accepted);
  report('one notice, handler begins on an idle worker', idle);
  report('205 notices, accepted', exposure.add);
  report('205 notices, last handler begun', exposure.begun);
  report('205 notices, last completed', exposure.done);
  console.log(`  5000 notices: accepted in ${added.toFixed(0)} ms, completed in ${total.toFixed(0)} ms`);
  await worker.close();
  await queues.close();
  await server.close();
}

for (const [, startServer] of queueServers()) await measure(await startServer());
process.exit(0);
