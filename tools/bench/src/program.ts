import { ServerProcess } from '@footman/embedded';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** A Node program in a process of its own that writes to a file. */
export interface Program {
  /** What it has written. */
  output(): Promise<string>;
  end(): Promise<void>;
}

/** @throws Error when it doesn't do within half a minute what it is waited for. */
export async function startProgram(
  script: string,
  log: string,
  env: NodeJS.ProcessEnv,
  isReady: (output: string) => Promise<boolean> | boolean,
): Promise<Program> {
  const file = await open(log, 'w');
  const server = new ServerProcess(process.execPath, [script], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', file.fd, file.fd],
  });
  await file.close();
  const program = { output: () => readFile(log, 'utf8'), end: () => server.end('SIGTERM') };
  const deadline = performance.now() + 30_000;
  while (!(await isReady(await program.output()))) {
    if (performance.now() > deadline) throw new Error(`${script} was not ready; see ${log}`);
    await sleep(100);
  }
  return program;
}
