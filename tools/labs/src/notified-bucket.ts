import { CreateBucketCommand, PutBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import type { CephLab } from './ceph-lab.js';

/** A bucket and who is told of what is written to it. */
export interface NotifiedBucketOptions {
  readonly bucket: string;
  /** The intake's URL. */
  readonly endpoint: string;
  readonly secret: string;
}

/** Makes a bucket whose new objects are told to an endpoint through a persistent topic. The first notice may take half a minute. */
export async function makeNotifiedBucket(
  lab: CephLab,
  { bucket, endpoint, secret }: NotifiedBucketOptions,
): Promise<void> {
  const { accessKey: accessKeyId, secretKey: secretAccessKey } = lab.owner;
  const access = { endpoint: lab.endpoint, region: 'default', credentials: { accessKeyId, secretAccessKey } };
  const s3 = new S3Client({ ...access, forcePathStyle: true });
  const sns = new SNSClient(access);
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const { TopicArn } = await sns.send(
    new CreateTopicCommand({
      Name: bucket,
      Attributes: { 'push-endpoint': endpoint, persistent: 'true', OpaqueData: secret },
    }),
  );
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: bucket,
      NotificationConfiguration: {
        // Never ObjectRemoved: deleting several objects at once would end the gateway.
        TopicConfigurations: [{ Id: 'footman', TopicArn, Events: ['s3:ObjectCreated:*'] }],
      },
    }),
  );
  s3.destroy();
  sns.destroy();
}
