import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** PyPI's kubernetes-validate, which has the schemas of all versions inside. */
const PACKAGE = 'kubernetes-validate==1.37.0';

/** Checks manifests against Kubernetes' own schemas, without a cluster. */
export class Validator {
  private constructor(private readonly program: string) {}

  /** Installs it in the user's cache the first time; undefined, and said on stderr, where that isn't possible. */
  static async find(): Promise<Validator | undefined> {
    const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
    const place = join(cache, 'footman', PACKAGE);
    const program = join(place, 'bin', 'kubernetes-validate');
    if (!existsSync(program)) {
      try {
        await install(place);
      } catch (error) {
        const reason = error instanceof Error ? error.message.trim().split('\n').at(-1) : error;
        process.stderr.write(`Manifests aren't validated: ${PACKAGE} can't be installed here (${reason})\n`);
        return undefined;
      }
    }
    return new Validator(program);
  }

  /** What is wrong with manifests for a version of Kubernetes; empty if nothing is. */
  async problems(yaml: string, version: string): Promise<string> {
    const args = ['--strict', '--quiet', '--kubernetes-version', version, '-'];
    const child = spawn(this.program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    child.stdin.end(yaml);
    const code = await ended;
    return code === 0 ? '' : said || `exit code ${code}`;
  }
}

async function install(place: string): Promise<void> {
  await rm(place, { recursive: true, force: true });
  await promisify(execFile)('python3', ['-m', 'venv', place]);
  await promisify(execFile)(join(place, 'bin', 'pip'), ['install', '--quiet', '--no-input', PACKAGE]);
}
