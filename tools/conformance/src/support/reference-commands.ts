import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { CommandResult } from './command.js';

/** The reference's commands, each a fork of one process that has imported Rubin's packages already (`python/commands.py`). */
export class ReferenceCommands {
  private constructor(
    private readonly server: ChildProcess,
    private readonly socket: string,
  ) {}

  /** @param socket - of a path that is free, and short; `directory` has oracle.py. */
  static async start(
    python: string,
    [script, directory, socket]: readonly [script: string, directory: string, socket: string],
    env: NodeJS.ProcessEnv,
  ): Promise<ReferenceCommands> {
    const server = spawn(python, [script, directory, socket], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: server.stdout });
    const [ready] = await Promise.race([once(lines, 'line'), once(server, 'close')]);
    if (ready !== 'ready') throw new Error(`${script} ended with ${String(ready)}`);
    return new ReferenceCommands(server, socket);
  }

  /** Runs one command, beside others that run. */
  async run(args: readonly string[]): Promise<CommandResult> {
    const connection = createConnection(this.socket);
    connection.write(`${JSON.stringify(args)}\n`);
    const answer = await text(connection);
    if (answer === '') throw new Error(`oracle ${args.join(' ')} was killed`);
    return JSON.parse(answer) as CommandResult;
  }

  async close(): Promise<void> {
    if (this.server.exitCode !== null) return;
    this.server.stdin?.end();
    await once(this.server, 'close');
  }
}
