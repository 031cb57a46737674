import { createMetrics } from './metrics.js';
import { upGauge } from './up-gauge.js';

test('a registry tells the version that runs, and each app has its own', async () => {
  const [one, other] = [createMetrics(), createMetrics({ defaults: true })];
  expect(await one.metrics()).toMatch(/^footman_build_info\{version="\d+\.\d+\.\d+"\} 1$/m);
  expect(await one.metrics()).not.toContain('process_cpu');
  expect(await other.metrics()).toContain('process_cpu');
});

test.each([
  [1, 'answers', async () => true],
  [0, 'says no', async () => false],
  [0, 'fails', async () => Promise.reject(new Error('refused'))],
  [0, 'never answers', () => new Promise<boolean>(() => undefined)],
])('what is asked whenever metrics are shows %i when it %s', async (value, _what, ask) => {
  const registry = createMetrics();
  upGauge(registry, 'footman_it_up', '1 if it answers', ask);
  expect(await registry.metrics()).toMatch(new RegExp(`^footman_it_up ${value}$`, 'm'));
});
