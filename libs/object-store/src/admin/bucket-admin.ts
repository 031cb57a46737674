import {
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  ListBucketsCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { connect } from '../connection.js';
import { toObjectStoreError } from '../errors.js';
import { fromConfiguration, toConfiguration, type Notification } from './notification.js';
import type { Policy } from './policy.js';

/** What the owner of buckets sets up: who may use them, and who is told. For the buckets of one profile. */
export class BucketAdmin {
  private readonly client: S3Client;

  constructor(
    private readonly profile: string | null,
    env: NodeJS.ProcessEnv,
  ) {
    this.client = connect(profile, env, {}).client;
  }

  /** The names of all buckets that the profile's user owns. @throws ObjectStoreError */
  async buckets(): Promise<string[]> {
    return this.attempt('the buckets', async () => {
      const { Buckets = [] } = await this.client.send(new ListBucketsCommand({}));
      return Buckets.flatMap(({ Name }) => Name ?? []);
    });
  }

  /** A bucket's policy; null if it has none. @throws ObjectStoreError */
  async policy(bucket: string): Promise<Policy | null> {
    return this.attempt(`the policy of ${bucket}`, async () => {
      try {
        const answer = await this.client.send(new GetBucketPolicyCommand({ Bucket: bucket }));
        return JSON.parse(answer.Policy ?? 'null') as Policy | null;
      } catch (error) {
        if ((error as Error).name === 'NoSuchBucketPolicy') return null;
        throw error;
      }
    });
  }

  /** Replaces a bucket's policy. @throws ObjectStoreError */
  async putPolicy(bucket: string, policy: Policy): Promise<void> {
    await this.attempt(`the policy of ${bucket}`, () =>
      this.client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify(policy) })),
    );
  }

  /** A bucket's notifications; on Ceph only its owner is told. @throws ObjectStoreError */
  async notifications(bucket: string): Promise<Notification[]> {
    return this.attempt(`the notifications of ${bucket}`, async () => {
      const command = new GetBucketNotificationConfigurationCommand({ Bucket: bucket });
      const { TopicConfigurations = [] } = await this.client.send(command);
      return TopicConfigurations.map(fromConfiguration);
    });
  }

  /**
   * Adds a notification, or replaces the one of this Id and topic; on Ceph all others stay, also one of this Id that leads to another topic.
   *
   * @throws ObjectStoreError
   */
  async putNotification(bucket: string, notification: Notification): Promise<void> {
    const NotificationConfiguration = { TopicConfigurations: [toConfiguration(notification)] };
    await this.attempt(`notification ${notification.id} of ${bucket}`, () =>
      this.client.send(
        new PutBucketNotificationConfigurationCommand({ Bucket: bucket, NotificationConfiguration }),
      ),
    );
  }

  /** Removes a notification; of several with this Id one of them. Ceph's own request: S3 knows none. @throws ObjectStoreError */
  async deleteNotification(bucket: string, id: string): Promise<void> {
    // The request for reading them with another verb: if that went wrong, nothing would be lost.
    const command = new GetBucketNotificationConfigurationCommand({ Bucket: bucket });
    command.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { method: string; query: Record<string, string> };
        request.method = 'DELETE';
        request.query['notification'] = id;
        return next(args);
      },
      { step: 'build' },
    );
    await this.attempt(`notification ${id} of ${bucket}`, () => this.client.send(command));
  }

  /** Ends all connections. */
  close(): void {
    this.client.destroy();
  }

  private async attempt<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toObjectStoreError(this.profile === null ? what : `${what} (as ${this.profile})`, error);
    }
  }
}
