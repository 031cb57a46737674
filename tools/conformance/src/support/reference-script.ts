import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * A Python script of ours that runs with the reference's Python for as long as it's needed: one JSON line in, one JSON line
 * out. Starting the reference takes seconds, so that thousands of questions share one process.
 */
export class ReferenceScript {
  private readonly waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  private errors = '';

  private constructor(
    private readonly child: ChildProcess,
    private readonly name: string,
  ) {
    createInterface({ input: child.stdout! }).on('line', (line) => this.waiting.shift()?.resolve(line));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.errors = (this.errors + text).slice(-4000);
    });
    child.on('error', (error) => this.fail(error));
    child.on('close', (code) => this.fail(new Error(`${name} ended with ${code}:\n${this.errors}`)));
    child.stdin!.on('error', () => undefined); // told by 'close'
  }

  static start(python: string, script: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    const child = spawn(python, [script, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
    return new ReferenceScript(child, script);
  }

  /** Asks, and gives the answer; questions may overtake answers. */
  ask(question: string): Promise<string> {
    if (this.child.exitCode !== null) return Promise.reject(new Error(`${this.name} has ended`));
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.child.stdin!.write(`${question}\n`);
    });
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.stdin!.end();
    await once(this.child, 'close');
  }

  private fail(error: Error): void {
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }
}
