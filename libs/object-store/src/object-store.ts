import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { endpointOf, splitBucket } from './endpoint.js';
import { toObjectStoreError } from './errors.js';
import { formatS3Uri } from './uri.js';

/** An object in a listing. */
export interface StoredObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
}

export interface ObjectStoreOptions {
  /** Connections to one store at the same time. @default 128 */
  readonly connections?: number;
  /** A request without an answer for this long has failed, in milliseconds. @default 10000 */
  readonly timeoutMs?: number;
  /** How often a request is tried; more patience than that is the caller's. @default 2 */
  readonly attempts?: number;
}

/** S3 by profile: buckets are named `bucket` or `profile@bucket`, and each profile has its own endpoint and credentials. */
export class ObjectStore {
  private readonly clients = new Map<string | null, S3Client>();

  constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly options: ObjectStoreOptions = {},
  ) {}

  /** Reads a whole object. @throws ObjectStoreError */
  async get(bucket: string, key: string): Promise<Uint8Array> {
    return this.at(bucket, key, async (client, Bucket) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: key }));
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    });
  }

  /** Reads a part of an object; shorter at its end, empty past it. @throws ObjectStoreError */
  async getRange(bucket: string, key: string, offset: number, length: number): Promise<Uint8Array> {
    if (length <= 0) return new Uint8Array();
    return this.at(bucket, key, async (client, Bucket) => {
      try {
        const Range = `bytes=${offset}-${offset + length - 1}`;
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: key, Range }));
        return (await Body?.transformToByteArray()) ?? new Uint8Array();
      } catch (error) {
        if (statusOf(error) === 416) return new Uint8Array();
        throw error;
      }
    });
  }

  /** An object's size and etag, without its content. @throws ObjectStoreError */
  async head(bucket: string, key: string): Promise<StoredObject> {
    return this.at(bucket, key, async (client, Bucket) => {
      const { ContentLength = 0, ETag = '' } = await client.send(new HeadObjectCommand({ Bucket, Key: key }));
      return { key, size: ContentLength, etag: unquoted(ETag) };
    });
  }

  /** Writes an object. @throws ObjectStoreError */
  async put(bucket: string, key: string, body: Uint8Array, contentType?: string): Promise<void> {
    await this.at(bucket, key, (client, Bucket) =>
      client.send(
        new PutObjectCommand({
          Bucket,
          Key: key,
          Body: body,
          ContentLength: body.length,
          ContentType: contentType,
        }),
      ),
    );
  }

  /** Lists objects in the order of their keys. @throws ObjectStoreError */
  async *list(
    bucket: string,
    { prefix, startAfter }: { readonly prefix?: string; readonly startAfter?: string } = {},
  ): AsyncGenerator<StoredObject> {
    const { client, bucket: Bucket } = this.client(bucket);
    try {
      for await (const page of paginateListObjectsV2(
        { client },
        { Bucket, Prefix: prefix, StartAfter: startAfter },
      )) {
        for (const { Key = '', Size = 0, ETag = '' } of page.Contents ?? []) {
          yield { key: Key, size: Size, etag: unquoted(ETag) };
        }
      }
    } catch (error) {
      throw toObjectStoreError(formatS3Uri(bucket, prefix ?? ''), error);
    }
  }

  /** Makes a bucket; one that is ours already is fine. @throws ObjectStoreError */
  async createBucket(bucket: string): Promise<void> {
    await this.at(bucket, '', async (client, Bucket) => {
      try {
        await client.send(new CreateBucketCommand({ Bucket }));
      } catch (error) {
        if (statusOf(error) !== 409) throw error;
      }
    });
  }

  /** Ends all connections. */
  close(): void {
    for (const client of this.clients.values()) client.destroy();
    this.clients.clear();
  }

  private async at<T>(
    bucket: string,
    key: string,
    work: (client: S3Client, bucket: string) => Promise<T>,
  ): Promise<T> {
    const { client, bucket: name } = this.client(bucket);
    try {
      return await work(client, name);
    } catch (error) {
      throw toObjectStoreError(formatS3Uri(bucket, key), error);
    }
  }

  private client(name: string): { client: S3Client; bucket: string } {
    const { profile, bucket } = splitBucket(name);
    let client = this.clients.get(profile);
    if (!client) {
      client = this.connect(profile);
      this.clients.set(profile, client);
    }
    return { client, bucket };
  }

  private connect(profile: string | null): S3Client {
    const { connections: maxSockets = 128, timeoutMs = 10_000, attempts = 2 } = this.options;
    const { url, credentials } = endpointOf(profile, this.env);
    return new S3Client({
      endpoint: url,
      credentials,
      region: this.env['AWS_REGION'] ?? this.env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
      forcePathStyle: true,
      maxAttempts: attempts,
      // Ceph doesn't know the SDK's newer checksums.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: {
        connectionTimeout: Math.min(timeoutMs, 3000),
        requestTimeout: timeoutMs,
        throwOnRequestTimeout: true,
        // A burst of several hundred small reads waits its turn; the SDK's warning about that says nothing new.
        socketAcquisitionWarningTimeout: 60_000,
        httpAgent: new HttpAgent({ keepAlive: true, maxSockets }),
        httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets }),
      },
    });
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

function unquoted(etag: string): string {
  return etag.replaceAll('"', '');
}
