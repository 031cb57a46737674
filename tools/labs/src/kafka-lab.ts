import { freePort } from '@footman/embedded';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../kafka/lab.sh', import.meta.url));
/** Others may work in another checkout on the same machine. */
const CHECKOUT = createHash('sha256').update(SCRIPT).digest('hex').slice(0, 8);
/** What the script ends with where Kafka can't be had. */
const CANNOT = 77;

/** How the broker is reached, and by whom. */
export interface KafkaPlace {
  /** `host:port` each: without anything, with a login over TLS, and with a certificate. */
  readonly plaintext: string;
  readonly saslSsl: string;
  readonly ssl: string;
  readonly username: string;
  readonly password: string;
  /** Files in PEM. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  /** What starts it. */
  readonly command: readonly string[];
}

/** A Kafka broker of our own, on loopback. */
export class KafkaLab {
  private constructor(
    readonly place: KafkaPlace,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /**
   * Starts a new one; undefined, with a word on stderr, where Kafka can't be installed.
   *
   * @throws Error when it's there and doesn't start.
   */
  static async start(): Promise<KafkaLab | undefined> {
    const env = {
      ...process.env,
      KAFKA_LAB: join(tmpdir(), `footman-labs-kafka-${CHECKOUT}`),
      KAFKA_PORT: String(await freePort()),
    };
    // One that a run left behind which was killed.
    await run('purge', env);
    const { code, stdout, stderr } = await run('up', env);
    if (code === CANNOT) {
      process.stderr.write(`There is no Kafka here, so nothing is shown with one: ${stderr.trim()}\n`);
      return undefined;
    }
    if (code !== 0) throw new Error(`The Kafka lab did not start: ${stderr.trim()}`);
    return new KafkaLab(JSON.parse(stdout) as KafkaPlace, env);
  }

  /**
   * Makes all that a broker needs in a directory; whoever asked starts it.
   *
   * @throws Error where Kafka can't be had.
   */
  static async prepare(directory: string, port: number): Promise<KafkaPlace> {
    const env = { ...process.env, KAFKA_LAB: directory, KAFKA_PORT: String(port) };
    const { code, stdout, stderr } = await run('prepare', env);
    if (code !== 0) throw new Error(`There is no Kafka here: ${stderr.trim()}`);
    return JSON.parse(stdout) as KafkaPlace;
  }

  /** Ends the broker without a warning. */
  async kill(): Promise<void> {
    await this.run('kill');
  }

  /** Stops it where it is, until `thaw`. */
  async freeze(): Promise<void> {
    await this.run('freeze');
  }

  async thaw(): Promise<void> {
    await this.run('thaw');
  }

  /** Starts it again after `kill`, with all that it had. */
  async restart(): Promise<void> {
    await this.run('up');
  }

  /** Ends it and removes all that it had. */
  async stop(): Promise<void> {
    await this.run('purge');
  }

  private async run(command: string): Promise<void> {
    const { code, stderr } = await run(command, this.env);
    if (code !== 0) throw new Error(`The Kafka lab could not ${command}: ${stderr.trim()}`);
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
