import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  SNSClient,
  paginateListTopics,
} from '@aws-sdk/client-sns';
import { accessOf } from '../connection.js';
import { ObjectNotFoundError, toObjectStoreError } from '../errors.js';
import { parseTopic, topicAttributes, type Topic } from './topic.js';

const TIMEOUT_MS = 10_000;

/** A topic as a listing has it. */
export interface ListedTopic {
  readonly arn: string;
  readonly name: string;
  /** By how many Ids of notifications, of all buckets, it is used, as far as the gateway tells: older ones (Pacific) do. */
  readonly notifications: number;
}

/** The name of a topic, with which its ARN ends. */
export function nameOfTopic(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

/**
 * The topics of a gateway, by SNS' API. They belong to all users of a tenant: anyone may change or delete them.
 *
 * The gateway's errors are S3's, so the SDK knows little of them; their HTTP status tells.
 */
export class Topics {
  private readonly client: SNSClient;

  constructor(
    profile: string | null,
    env: NodeJS.ProcessEnv,
    private readonly access = accessOf(profile, env),
  ) {
    this.client = new SNSClient({
      ...this.access,
      maxAttempts: 2,
      requestHandler: {
        connectionTimeout: 3000,
        requestTimeout: TIMEOUT_MS,
        throwOnRequestTimeout: true,
      },
    });
  }

  /** All topics, by name. @throws ObjectStoreError */
  async list(): Promise<Map<string, ListedTopic>> {
    return this.attempt('the topics', async () => {
      const topics = new Map<string, ListedTopic>();
      for await (const { Topics: page = [] } of paginateListTopics({ client: this.client }, {})) {
        for (const { TopicArn: arn = '' } of page) {
          // For each notification Pacific keeps a copy of its topic, which the list shows under the same ARN; one for all buckets that have a
          // notification of this Id.
          const name = nameOfTopic(arn);
          topics.set(name, { arn, name, notifications: (topics.get(name)?.notifications ?? -1) + 1 });
        }
      }
      return topics;
    });
  }

  /** What a topic is; null if it isn't there. @throws ObjectStoreError */
  async get(arn: string): Promise<Topic | null> {
    return this.read(arn, nameOfTopic(arn));
  }

  /**
   * The topic as it was when a notification was put, which is what is in force for it; null where the gateway keeps no such copies and
   * changes are in force at once.
   *
   * @throws ObjectStoreError
   */
  async inForce(notificationId: string, arn: string): Promise<Topic | null> {
    const name = nameOfTopic(arn);
    return this.read(`${arn.slice(0, -name.length)}${notificationId}_${name}`, name);
  }

  /**
   * Makes a topic, or gives one of this name other attributes; resolves to its ARN. Notifications that were put before aren't told: put
   * them again. @throws ObjectStoreError
   */
  async put(topic: Topic): Promise<string> {
    return this.attempt(`topic ${topic.name}`, async () => {
      const command = new CreateTopicCommand({ Name: topic.name, Attributes: topicAttributes(topic) });
      return (await this.client.send(command)).TopicArn ?? '';
    });
  }

  /**
   * Deletes a topic. **Never one that a notification leads to**: if it is persistent, each PUT to that bucket fails from then on.
   *
   * @throws ObjectStoreError
   */
  async delete(arn: string): Promise<void> {
    await this.attempt(`topic ${nameOfTopic(arn)}`, async () => {
      await this.client.send(new DeleteTopicCommand({ TopicArn: arn }));
    });
  }

  /** Whether anyone who reaches the gateway can read a topic's OpaqueData, without any credentials. */
  async showsSecret({ opaqueData }: Topic, arn: string): Promise<boolean> {
    const { endpoint } = this.access;
    if (!opaqueData || endpoint === undefined) return false;
    const body = new URLSearchParams({ Action: 'GetTopicAttributes', TopicArn: arn, Version: '2010-03-31' });
    const answer = await fetch(`${endpoint}/`, {
      method: 'POST',
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    // Whatever is told of OpaqueData to a stranger is its value.
    return answer.ok && /<key>OpaqueData<\/key>\s*<value>[^<]/.test(await answer.text());
  }

  /** Ends all connections. */
  close(): void {
    this.client.destroy();
  }

  private async read(arn: string, name: string): Promise<Topic | null> {
    try {
      return await this.attempt(`topic ${name}`, async () => {
        const { Attributes = {} } = await this.client.send(new GetTopicAttributesCommand({ TopicArn: arn }));
        return parseTopic(name, Attributes);
      });
    } catch (error) {
      if (error instanceof ObjectNotFoundError) return null;
      throw error;
    }
  }

  private async attempt<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toObjectStoreError(what, error);
    }
  }
}
