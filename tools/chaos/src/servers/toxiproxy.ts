import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Target } from '../fault.js';
import type { Place } from './places.js';
import { Program } from './program.js';

const VERSION = 'v2.12.0';
const MODULE = `github.com/Shopify/toxiproxy/v2/cmd/server@${VERSION}`;

/**
 * Finds Shopify's toxiproxy, or has Go build it once for all runs of this user; undefined, with the reason on stderr, where there is
 * neither.
 */
export async function provideToxiproxy(): Promise<string | undefined> {
  if (spawnSync('toxiproxy-server', ['-version']).status === 0) return 'toxiproxy-server';
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const directory = join(cache, 'footman', `toxiproxy-${VERSION}`);
  const program = join(directory, 'server');
  if (existsSync(program)) return program;
  await mkdir(directory, { recursive: true });
  try {
    process.stderr.write('Building toxiproxy (the first time takes half a minute) ...\n');
    await promisify(execFile)('go', ['install', MODULE], { env: { ...process.env, GOBIN: directory } });
    return program;
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no go here' : String(error);
    process.stderr.write(`No toxiproxy (${why}): connections are neither cut nor slowed down.\n`);
    return undefined;
  }
}

/** What stands between the programs and the servers they speak to. */
export class Toxiproxy {
  readonly program: Program;
  private readonly api: string;

  constructor(command: string, { port, log }: Omit<Place, 'directory'>) {
    this.api = `http://127.0.0.1:${port}`;
    this.program = new Program({
      name: 'toxiproxy',
      command,
      args: ['-host', '127.0.0.1', '-port', String(port)],
      env: { PATH: process.env['PATH'], LOG_LEVEL: 'warn' },
      log,
      ready: async () => (await fetch(`${this.api}/version`)).ok,
    });
  }

  /** Listens at one port for a server at another; what goes through there may suffer. */
  async stand(name: string, listen: number, upstream: number): Promise<Target> {
    await this.call('POST', '/proxies', {
      name,
      listen: `127.0.0.1:${listen}`,
      upstream: `127.0.0.1:${upstream}`,
    });
    return {
      name: `${name} link`,
      suffers: ['latency', 'bandwidth', 'cut'],
      suffer: async (fault) => {
        await this.harm(name, fault);
        await sleep(fault.forMs);
        await this.heal(name);
      },
    };
  }

  /** Makes connections slow, or cuts them and lets none through. */
  private async harm(name: string, { kind, strength = 0 }: Pick<Fault, 'kind' | 'strength'>): Promise<void> {
    if (kind === 'cut') {
      await this.call('POST', `/proxies/${name}`, { enabled: false });
      return;
    }
    const attributes =
      kind === 'latency' ? { latency: strength, jitter: Math.round(strength / 2) } : { rate: strength };
    for (const stream of ['upstream', 'downstream']) {
      const toxic = { name: `${kind} ${stream}`, type: kind, stream, attributes };
      await this.call('POST', `/proxies/${name}/toxics`, toxic);
    }
  }

  /** Undoes all harm to all connections. */
  private async heal(name: string): Promise<void> {
    const proxy = (await this.call('GET', `/proxies/${name}`)) as { toxics: readonly { name: string }[] };
    for (const toxic of proxy.toxics) {
      await this.call('DELETE', `/proxies/${name}/toxics/${encodeURIComponent(toxic.name)}`);
    }
    await this.call('POST', `/proxies/${name}`, { enabled: true });
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.api}${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`toxiproxy: ${method} ${path} was answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
