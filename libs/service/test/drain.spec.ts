import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('drain-process.ts', import.meta.url));
const LOADER = ['--conditions', '@footman/source', '--import', '@swc-node/register/esm-register'];

/** Starts the process, and waits until it listens to signals. */
async function start(drainMs: number, how: 'promptly' | 'never' | 'badly') {
  const child = spawn(process.execPath, [...LOADER, SCRIPT, String(drainMs), how], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk));
  await once(child.stdout, 'data');
  const ended = once(child, 'close').then(([code]) => ({ code: code as number, output }));
  return { child, ended };
}

describe('a process that is told to end', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('at %s ends with 0 as soon as it has closed', async (signal) => {
    const { child, ended } = await start(20_000, 'promptly');
    child.kill(signal);
    const { code, output } = await ended;
    expect(code).toBe(0);
    expect(output).toContain(`"signal":"${signal}","msg":"Draining"`);
    expect(output).toContain('"msg":"Drained"');
  });

  it('ends with 0 when its time is over, though it has not closed', async () => {
    const { child, ended } = await start(300, 'never');
    const begin = performance.now();
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    expect(performance.now() - begin).toBeGreaterThan(290);
  });

  it('ends at once at a second signal', async () => {
    const { child, ended } = await start(20_000, 'never');
    child.kill('SIGTERM');
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect((await ended).code).toBe(1);
  });

  it('ends with 1 when closing failed', async () => {
    const { child, ended } = await start(20_000, 'badly');
    child.kill('SIGTERM');
    const { code, output } = await ended;
    expect(code).toBe(1);
    expect(output).toContain('Draining failed');
  });
});
