export { BucketAdmin } from './admin/bucket-admin.js';
export type { Notification, NotificationFilter } from './admin/notification.js';
export type { Policy, PolicyStatement } from './admin/policy.js';
export { type Topic, topicAttributes } from './admin/topic.js';
export { type ListedTopic, nameOfTopic, Topics } from './admin/topics.js';
