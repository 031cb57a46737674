export { cephNotification, type CephNotificationOptions } from './ceph-notification.js';
export type { ObjectEvent } from './object-event.js';
export {
  parseNotification,
  type ParsedNotification,
  type ParseOptions,
  type Rejection,
  type RejectionReason,
} from './parse-notification.js';
