import { freePort } from '@footman/embedded';
import { LabScript } from './lab-script.js';

const SCRIPT = new LabScript('Ceph', 'ceph');

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
   * Starts a new one; undefined, with a word on stderr, where Ceph can't be installed.
   *
   * @throws Error when it's there and doesn't start.
   */
  static async start(): Promise<CephLab | undefined> {
    const [gateway, monitor] = [await freePort(), await freePort()];
    const env = {
      CEPH_LAB: SCRIPT.place('ceph'),
      RGW_PORT: String(gateway),
      MON_PORT: String(monitor),
    };
    const told = (await SCRIPT.start(env)) as
      ({ endpoint: string } & Record<'owner' | 'reader' | 'stranger', CephUser>) | undefined;
    if (!told) return undefined;
    const { endpoint, owner, reader, stranger } = told;
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
    await SCRIPT.run('purge', this.env);
  }
}
