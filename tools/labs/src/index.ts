export { CephLab, type CephUser } from './ceph-lab.js';
export { makeNotifiedBucket, type NotifiedBucketOptions } from './notified-bucket.js';
