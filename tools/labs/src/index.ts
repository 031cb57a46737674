export { CephLab, type CephUser } from './ceph-lab.js';
export { makeNotifiedBucket, type NotifiedBucketOptions } from './notified-bucket.js';
export { KafkaLab, type KafkaPlace } from './kafka-lab.js';
export { KafkaTopic } from './kafka-topic.js';
export { RucioLab, type RucioFiles, type RucioPlace } from './rucio-lab.js';
