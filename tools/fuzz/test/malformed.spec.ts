import { hasRedisServer } from '@footman/embedded';
import { fileURLToPath } from 'node:url';
import { type FuzzReport, fuzzIntake } from '../src/fuzz-intake.js';

const intake = new URL('../../../apps/intake/', import.meta.url);
const fromSource = ['--conditions', '@footman/source', '--import', '@swc-node/register/esm-register'];

/** `npm run fuzz` sends a million. */
const EVENTS = 20_000;

(hasRedisServer() ? describe : describe.skip)(`${EVENTS} events that nobody can use`, () => {
  let report: FuzzReport;

  beforeAll(async () => {
    report = await fuzzIntake({
      intake: [...fromSource, fileURLToPath(new URL('src/main.ts', intake))],
      env: { TS_NODE_PROJECT: fileURLToPath(new URL('test/tsconfig.json', intake)) },
      events: EVENTS,
      seed: 1,
    });
  }, 180_000);

  test('are all answered 200, as what they are', () => {
    expect(report.statuses).toEqual({ 200: EVENTS });
    expect(Object.keys(report.outcomes).sort()).toEqual([
      'malformed',
      'not-a-dataset',
      'not-created',
      'wrong-secret',
    ]);
    expect(report.setAside).toBeLessThan(EVENTS / 5);
  });

  test('leave nothing behind in Redis', () => {
    expect(report.redisKeys).toBe(0);
  });

  test('neither end the intake nor have it grow', () => {
    expect(report.alive).toBe(true);
    expect(report.memory.end - report.memory.warm).toBeLessThan(100);
  });

  test('make a bounded line of log each', () => {
    expect(report.log.lines).toBeLessThan(1.5 * EVENTS);
    expect(report.log.longestLine).toBeLessThan(4000);
  });

  test('don’t keep an ordinary one waiting', () => {
    expect(report.afterwards).toMatchObject({ text: '{"queued":1}', waiting: 1 });
    expect(report.afterwards.ms).toBeLessThan(1000);
  });
});
