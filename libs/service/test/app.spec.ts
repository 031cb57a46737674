import { Controller, Get, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { Counter } from 'prom-client';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '../src/logger.js';
import { createMetrics } from '../src/metrics.js';
import { ServiceModule, createApp, type ReadinessChecks, type RunningApp } from '../src/nestjs.js';

const lines: { level: string; msg: string }[] = [];
const logger = createLogger({
  name: 'test',
  destination: { write: (line) => void lines.push(JSON.parse(line)) },
});
const options = { host: '127.0.0.1', port: 0, logger };

describe('an app with the service module', () => {
  const registry = createMetrics();
  const checks = { database: async () => true, queue: async () => true, receiver: async () => true };
  let running: RunningApp;

  beforeAll(async () => {
    new Counter({ name: 'things_total', help: 'Things', registers: [registry] });
    const readiness: ReadinessChecks = { database: () => checks.database(), queue: () => checks.queue() };
    const dispensable: ReadinessChecks = { receiver: () => checks.receiver() };
    running = await createApp(ServiceModule.forRoot({ registry, readiness, dispensable, logger }), options);
  });
  afterAll(() => running.close());
  beforeEach(() => {
    checks.queue = async () => true;
    lines.length = 0;
  });

  it('is alive even when it is not ready', async () => {
    checks.queue = async () => false;
    expect((await fetch(`${running.url}/livez`)).status).toBe(200);
  });

  it('is ready when all checks say so', async () => {
    const answer = await fetch(`${running.url}/readyz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      info: { database: { status: 'up' }, queue: { status: 'up' } },
    });
  });

  it('is ready without what it can do without, and tells that this is away', async () => {
    checks.receiver = async () => false;
    const answer = await fetch(`${running.url}/readyz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      status: 'degraded',
      info: { queue: { status: 'up' }, receiver: { status: 'degraded' } },
    });
    checks.receiver = async () => true;
    expect(await (await fetch(`${running.url}/readyz`)).json()).toMatchObject({ status: 'ok' });
  });

  it.each([
    ['says no', async () => false],
    ['fails', () => Promise.reject(new Error('postgres://user:password@host'))],
    [
      'throws',
      () => {
        throw new Error('postgres://user:password@host');
      },
    ],
    ['hangs', () => new Promise<boolean>(() => undefined)],
  ])('names the check that %s, in about a second and without details', async (_, check) => {
    checks.queue = check;
    const begin = performance.now();
    const answer = await fetch(`${running.url}/readyz`);
    expect(performance.now() - begin).toBeLessThan(5000);
    expect(answer.status).toBe(503);
    const body = await answer.text();
    expect(Object.keys(JSON.parse(body).error)).toEqual(['queue']);
    expect(body).not.toContain('password');
  });

  it('logs when a check turns, not at every probe', async () => {
    const probe = () => fetch(`${running.url}/readyz`);
    await probe();
    lines.length = 0;
    checks.queue = async () => false;
    await probe();
    await probe();
    checks.queue = async () => true;
    await probe();
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      ['warn', 'Not ready'],
      ['info', 'Ready again'],
    ]);
  });

  it('shows its metrics in the format of Prometheus', async () => {
    const answer = await fetch(`${running.url}/metrics`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await answer.text()).toMatch(/^things_total 0$/m);
  });
});

describe('createApp', () => {
  @Controller()
  class SlowController {
    @Get('slow')
    async slow(): Promise<string> {
      await sleep(300);
      return 'done';
    }
  }
  @Module({ controllers: [SlowController] })
  class SlowModule {}

  it('answers what has arrived before it closes, then refuses connections', async () => {
    const running = await createApp(SlowModule, options);
    const answer = fetch(`${running.url}/slow`);
    await sleep(100);
    await Promise.all([running.close(), running.close()]);
    expect(await (await answer).text()).toBe('done');
    await expect(fetch(`${running.url}/slow`)).rejects.toThrow();
  });

  it('cuts off requests that take too long while it closes', async () => {
    const running = await createApp(SlowModule, { ...options, drainMs: 50 });
    const answer = fetch(`${running.url}/slow`).catch(() => 'cut off');
    await sleep(100);
    await running.close();
    expect(await answer).toBe('cut off');
  });

  it('throws when its port is taken, instead of ending the process', async () => {
    const first = await createApp(SlowModule, options);
    const port = Number(new URL(first.url).port);
    await expect(createApp(SlowModule, { ...options, port })).rejects.toThrow(/EADDRINUSE/);
    await first.close();
  });

  it('throws what a provider throws', async () => {
    @Module({
      providers: [
        {
          provide: 'x',
          useFactory: () => {
            throw new Error('no such thing');
          },
        },
      ],
    })
    class BrokenModule implements OnModuleInit {
      constructor(@Inject('x') readonly x: unknown) {}
      onModuleInit(): void {}
    }
    await expect(createApp(BrokenModule, options)).rejects.toThrow('no such thing');
  });
});
