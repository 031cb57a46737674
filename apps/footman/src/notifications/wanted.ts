import type { Notification, Topic } from '@footman/object-store/admin';
import type { NotificationEntry, NotificationsFile } from './notifications-file.js';
import { revealSecret } from './reveal-secret.js';

/** A topic that a file asks for, and the notification that leads to it. */
export interface Wanted {
  readonly topic: Topic;
  readonly notification: Omit<Notification, 'topicArn'>;
  /** Whether Footman reads it. */
  readonly canary: boolean;
}

const OTHERS = ['kafka-ack-level', 'max_retries', 'retry_sleep_duration', 'time_to_live'] as const;

/** What a file of notifications asks for, secrets included. @throws UsageError if a secret isn't where it should be. */
export function wantedOf(file: NotificationsFile, path: string, env: NodeJS.ProcessEnv): Wanted[] {
  return file.notifications.map((entry) => ({
    topic: {
      name: entry.topic,
      endpoint: entry['push-endpoint'],
      opaqueData: revealSecret(entry.OpaqueData, path, env),
      persistent: entry.persistent,
      others: othersOf(entry),
    },
    notification: { id: entry.id, events: [...entry.events].sort(), filter: filterOf(entry) },
    canary: entry.canary,
  }));
}

function othersOf(entry: NotificationEntry): Record<string, string> {
  return Object.fromEntries(
    OTHERS.flatMap((field) => (entry[field] === undefined ? [] : [[field, String(entry[field])]])),
  );
}

function filterOf({ filter }: NotificationEntry): Notification['filter'] {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}
