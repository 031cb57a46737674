import { CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type CephLab, makeNotifiedBucket } from '@footman/labs';

/** The gateway's name for its user without rights of its own. */
const READER = 'arn:aws:iam:::user/reader';

/** The site's buckets on the lab's gateway: its owner writes them, the site's pods may read them. */
export class SiteBuckets {
  private readonly s3: S3Client;

  constructor(private readonly lab: CephLab) {
    const { accessKey: accessKeyId, secretKey: secretAccessKey } = lab.owner;
    const credentials = { accessKeyId, secretAccessKey };
    this.s3 = new S3Client({ endpoint: lab.endpoint, region: 'default', forcePathStyle: true, credentials });
  }

  /** Makes a bucket that the site's pods may read. */
  async create(bucket: string): Promise<void> {
    await this.s3.send(new CreateBucketCommand({ Bucket: bucket }));
    const resource = `arn:aws:s3:::${bucket}`;
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: [READER] },
      Action: ['s3:GetObject', 's3:ListBucket'],
      Resource: [resource, `${resource}/*`],
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await this.s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
  }

  /** From now on a bucket's new objects are told to an endpoint. */
  async notifyOf(bucket: string, endpoint: string, secret: string): Promise<void> {
    await makeNotifiedBucket(this.lab, { bucket, endpoint, secret });
  }

  async put(bucket: string, key: string, body: Uint8Array): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  }

  close(): void {
    this.s3.destroy();
  }
}
