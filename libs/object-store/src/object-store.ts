import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  type _Object as S3Object,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import type { Readable } from 'node:stream';
import { type Connection, type ObjectStoreOptions, connect } from './connection.js';
import { splitBucket } from './endpoint.js';
import { ObjectReplacedError, toObjectStoreError } from './errors.js';
import { formatS3Uri } from './uri.js';

/** An object as its store describes it. */
export interface StoredObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  /** By the store's clock. */
  readonly lastModified: Date;
}

/** What every request takes. */
export interface RequestOptions {
  /** Gives the request up. */
  readonly signal?: AbortSignal;
}

/** How to read an object as a stream. */
export interface StreamOptions extends RequestOptions {
  /** Only the content that has this etag, without quotes. */
  readonly etag?: string;
}

/** Which objects to list. */
export interface ListOptions extends RequestOptions {
  readonly prefix?: string;
  /** Begins behind this key, which needn't exist. */
  readonly startAfter?: string;
}

/** S3 by profile: buckets are named `bucket` or `profile@bucket`, and each profile has its own endpoint and credentials. */
export class ObjectStore {
  private readonly connections = new Map<string | null, Connection>();

  constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly options: ObjectStoreOptions = {},
  ) {}

  /** Reads a whole object. @throws ObjectStoreError */
  async get(bucket: string, key: string, options: RequestOptions = {}): Promise<Uint8Array> {
    return this.at(bucket, key, options, async (client, Bucket) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: key }), abortable(options));
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    });
  }

  /** Reads a part of an object; shorter at its end, empty past it. @throws ObjectStoreError */
  async getRange(
    bucket: string,
    key: string,
    offset: number,
    length: number,
    options: RequestOptions = {},
  ): Promise<Uint8Array> {
    if (length <= 0) return new Uint8Array();
    return this.at(bucket, key, options, async (client, Bucket) => {
      try {
        const Range = `bytes=${offset}-${offset + length - 1}`;
        const command = new GetObjectCommand({ Bucket, Key: key, Range });
        const { Body, ContentRange } = await client.send(command, abortable(options));
        const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
        // A store that doesn't know ranges answers with the whole object.
        return ContentRange === undefined ? bytes.subarray(offset, offset + length) : bytes;
      } catch (error) {
        if (statusOf(error) === 416) return new Uint8Array();
        throw error;
      }
    });
  }

  /**
   * Reads a whole object part by part, as it comes, of any size with little memory.
   *
   * @throws ObjectReplacedError when its etag is another one.
   * @throws ObjectStoreError
   */
  async stream(
    bucket: string,
    key: string,
    take: (part: Uint8Array) => void,
    { etag, ...options }: StreamOptions = {},
  ): Promise<void> {
    await this.at(bucket, key, options, async (client, Bucket) => {
      const IfMatch = etag ? `"${etag}"` : undefined;
      const command = new GetObjectCommand({ Bucket, Key: key, IfMatch });
      const { Body, ETag } = await client.send(command, abortable(options));
      const body = Body as Readable | undefined;
      // Not every store knows IfMatch.
      if (etag && ETag?.replaceAll('"', '') !== etag) {
        body?.destroy();
        throw new ObjectReplacedError(formatS3Uri(bucket, key));
      }
      for await (const part of body ?? []) take(part as Uint8Array);
    });
  }

  /** An object's size, etag and time, without its content. @throws ObjectStoreError */
  async head(bucket: string, key: string, options: RequestOptions = {}): Promise<StoredObject> {
    return this.at(bucket, key, options, async (client, Bucket) => {
      const command = new HeadObjectCommand({ Bucket, Key: key });
      const { ContentLength, ETag, LastModified } = await client.send(command, abortable(options));
      return storedObject({ Key: key, Size: ContentLength, ETag, LastModified });
    });
  }

  /** Writes an object. @throws ObjectStoreError */
  async put(
    bucket: string,
    key: string,
    body: Uint8Array,
    contentType?: string,
    options: RequestOptions = {},
  ): Promise<void> {
    await this.at(bucket, key, options, (client, Bucket) =>
      client.send(
        new PutObjectCommand({
          Bucket,
          Key: key,
          Body: body,
          ContentLength: body.length,
          ContentType: contentType,
        }),
        abortable(options),
      ),
    );
  }

  /** Removes an object; one that isn't there is fine. @throws ObjectStoreError */
  async delete(bucket: string, key: string, options: RequestOptions = {}): Promise<void> {
    await this.at(bucket, key, options, (client, Bucket) =>
      client.send(new DeleteObjectCommand({ Bucket, Key: key }), abortable(options)),
    );
  }

  /** Lists objects in the order of their keys. @throws ObjectStoreError */
  async *list(
    bucket: string,
    { prefix, startAfter, ...options }: ListOptions = {},
  ): AsyncGenerator<StoredObject> {
    const { client, bucket: Bucket } = this.connection(bucket);
    try {
      for await (const page of paginateListObjectsV2(
        { client },
        { Bucket, Prefix: prefix, StartAfter: startAfter },
        abortable(options),
      )) {
        for (const object of page.Contents ?? []) yield storedObject(object);
      }
    } catch (error) {
      throw toObjectStoreError(formatS3Uri(bucket, prefix ?? ''), error, options.signal);
    }
  }

  /** Lists what is directly below a prefix like a directory, each with the slash at its end, in order. @throws ObjectStoreError */
  async *directories(bucket: string, prefix: string, options: RequestOptions = {}): AsyncGenerator<string> {
    const { client, bucket: Bucket } = this.connection(bucket);
    try {
      for await (const page of paginateListObjectsV2(
        { client },
        { Bucket, Prefix: prefix, Delimiter: '/' },
        abortable(options),
      )) {
        for (const { Prefix } of page.CommonPrefixes ?? []) if (Prefix) yield Prefix;
      }
    } catch (error) {
      throw toObjectStoreError(formatS3Uri(bucket, prefix), error, options.signal);
    }
  }

  /** Makes a bucket; one that is ours already is fine. @throws ObjectStoreError */
  async createBucket(bucket: string): Promise<void> {
    await this.at(bucket, '', {}, async (client, Bucket) => {
      try {
        await client.send(new CreateBucketCommand({ Bucket }));
      } catch (error) {
        if (statusOf(error) !== 409) throw error;
        // Some say the same of a bucket that is someone else's: then this fails.
        await client.send(new HeadBucketCommand({ Bucket }));
      }
    });
  }

  /** Ends all connections. */
  close(): void {
    for (const { client } of this.connections.values()) client.destroy();
    this.connections.clear();
  }

  private async at<T>(
    bucket: string,
    key: string,
    { signal }: RequestOptions,
    work: (client: S3Client, bucket: string) => Promise<T>,
  ): Promise<T> {
    const { client, slots, bucket: name } = this.connection(bucket);
    try {
      return await slots.use(() => work(client, name), signal);
    } catch (error) {
      throw toObjectStoreError(formatS3Uri(bucket, key), error, signal);
    }
  }

  private connection(name: string): Connection & { readonly bucket: string } {
    const { profile, bucket } = splitBucket(name);
    let connection = this.connections.get(profile);
    if (!connection) {
      connection = connect(profile, this.env, this.options);
      this.connections.set(profile, connection);
    }
    return { ...connection, bucket };
  }
}

function abortable({ signal }: RequestOptions): { readonly abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

function storedObject({ Key = '', Size = 0, ETag = '', LastModified }: S3Object): StoredObject {
  return { key: Key, size: Size, etag: ETag.replaceAll('"', ''), lastModified: LastModified ?? new Date(0) };
}
