import { freePort } from '@footman/embedded';
import { LabScript } from './lab-script.js';

const SCRIPT = new LabScript('Kafka', 'kafka');

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
    const env = { KAFKA_LAB: SCRIPT.place('kafka'), KAFKA_PORT: String(await freePort()) };
    const place = (await SCRIPT.start(env)) as KafkaPlace | undefined;
    return place && new KafkaLab(place, env);
  }

  /** Fetches Kafka where it isn't yet, with logs in a directory; false, with a word on stderr, where it can't be had. */
  static async install(directory: string): Promise<boolean> {
    return await SCRIPT.install({ KAFKA_LAB: directory });
  }

  /**
   * Makes all that a broker needs in a directory; whoever asked starts it.
   *
   * @param frontPort what clients are told in place of the port without TLS.
   * @throws Error where Kafka can't be had.
   */
  static async prepare(directory: string, port: number, frontPort = port): Promise<KafkaPlace> {
    const env = { KAFKA_LAB: directory, KAFKA_PORT: String(port), KAFKA_FRONT_PORT: String(frontPort) };
    return JSON.parse(await SCRIPT.run('prepare', env)) as KafkaPlace;
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
    await SCRIPT.run(command, this.env);
  }
}
