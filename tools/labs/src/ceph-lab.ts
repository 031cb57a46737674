import { freePort } from '@footman/embedded';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../ceph/lab.sh', import.meta.url));
/** What the script ends with where Ceph can't be had. */
const CANNOT = 77;

/** A user of the gateway. */
export interface CephUser {
  readonly accessKey: string;
  readonly secretKey: string;
}

/** A Ceph of our own with an S3 gateway, on loopback and in memory. */
export class CephLab {
  private constructor(
    readonly endpoint: string,
    /** Who owns the buckets. */
    readonly owner: CephUser,
    /** Two others, who may nothing. */
    readonly others: Readonly<Record<'reader' | 'stranger', CephUser>>,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /**
   * Starts a new one, beside those of other names; undefined, with a word on stderr, where Ceph can't be installed.
   *
   * @throws Error when it's there and doesn't start.
   */
  static async start(name = 'ceph'): Promise<CephLab | undefined> {
    const [gateway, monitor] = [await freePort(), await freePort()];
    const env = {
      ...process.env,
      CEPH_LAB: join(tmpdir(), `footman-labs-${name}`),
      RGW_PORT: String(gateway),
      MON_PORT: String(monitor),
    };
    // One that a run left behind which was killed.
    await run('purge', env);
    const { code, stdout, stderr } = await run('up', env);
    if (code === CANNOT) {
      process.stderr.write(`There is no Ceph here, so nothing is shown with one: ${stderr.trim()}\n`);
      return undefined;
    }
    if (code !== 0) throw new Error(`The Ceph lab did not start: ${stderr.trim()}`);
    const { endpoint, owner, reader, stranger } = JSON.parse(stdout) as { endpoint: string } & Record<
      'owner' | 'reader' | 'stranger',
      CephUser
    >;
    return new CephLab(endpoint, owner, { reader, stranger }, env);
  }

  /** How Footman finds the gateway, as the owner of the buckets. */
  get s3(): NodeJS.ProcessEnv {
    return this.as(this.owner);
  }

  /** How a user finds the gateway. */
  as({ accessKey, secretKey }: CephUser): NodeJS.ProcessEnv {
    return {
      S3_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: accessKey,
      AWS_SECRET_ACCESS_KEY: secretKey,
    };
  }

  /** Ends it and removes all that it had. */
  async stop(): Promise<void> {
    await run('purge', this.env);
  }
}

function run(
  command: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((done) => {
    execFile('bash', [SCRIPT, command], { env }, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      done({ code, stdout, stderr });
    });
  });
}
