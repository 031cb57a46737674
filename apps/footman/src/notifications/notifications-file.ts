import { z } from 'zod';
import { placeFields } from '../buckets/place.js';

/** The events of new objects, and those of removed ones. */
const EVENTS = [
  's3:ObjectCreated:*',
  's3:ObjectCreated:Put',
  's3:ObjectCreated:Post',
  's3:ObjectCreated:Copy',
  's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectRemoved:*',
  's3:ObjectRemoved:Delete',
  's3:ObjectRemoved:DeleteMarkerCreated',
] as const;

const name = z.string().regex(/^[\w-]+$/, 'has to be of letters, digits, - and _');
const whole = z.int().min(0);

/** The value isn't repeated: somebody may have written a secret. */
const secretReference = z.union(
  [z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })],
  { error: 'a secret is never in this file: write { env: VARIABLE } or { file: PATH }' },
);

function compiles(text: string): boolean {
  try {
    return Boolean(new RegExp(text));
  } catch {
    return false;
  }
}

const endpoint = z.string().superRefine((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const problem = !url
    ? 'has to be a URL'
    : !/^(https?|kafka):$/.test(url.protocol) || !url.hostname
      ? 'has to be http://HOST:PORT/PATH, https://... or kafka://HOST:PORT'
      : url.username || url.password
        ? 'has to be without user and password: the gateway refuses them, and they are no business of this file'
        : undefined;
  if (problem) context.addIssue({ code: 'custom', message: problem });
});

const notification = z
  .strictObject({
    topic: name,
    /** Names the notification; as its topic when left out. */
    id: name.optional(),
    'push-endpoint': endpoint,
    'kafka-ack-level': z.enum(['none', 'broker']).optional(),
    persistent: z.boolean().default(false),
    /** Where the secret is that notices carry. */
    OpaqueData: secretReference.optional(),
    events: z.array(z.enum(EVENTS)).min(1, 'an empty list means all events').default(['s3:ObjectCreated:*']),
    filter: z
      .strictObject({
        prefix: z.string().min(1).optional(),
        suffix: z.string().min(1).optional(),
        regex: z.string().min(1).refine(compiles, 'has to be a regular expression').optional(),
      })
      .default({}),
    /** Seconds until the gateway drops a notice. */
    time_to_live: whole.optional(),
    /** How often it tries before it drops a notice. */
    max_retries: whole.optional(),
    /** Seconds between two attempts. */
    retry_sleep_duration: whole.optional(),
    /** Whether Footman reads it, so that a canary can show that it works. */
    canary: z.boolean().default(true),
  })
  .superRefine((value, context) => {
    const issue = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (value.persistent && value.events.some((event) => event.startsWith('s3:ObjectRemoved'))) {
      issue(
        'events',
        'never ObjectRemoved on a persistent topic: deleting several objects at once ends the gateway',
      );
    }
    if (value['kafka-ack-level'] && !value['push-endpoint'].startsWith('kafka:')) {
      issue('kafka-ack-level', 'is for kafka:// only');
    }
    for (const field of ['time_to_live', 'max_retries', 'retry_sleep_duration'] as const) {
      if (value[field] !== undefined && !value.persistent) issue(field, 'is for persistent topics only');
    }
  })
  .transform((value) => ({ ...value, id: value.id ?? value.topic }));

/** `k8s/bucket-notifications/*.yaml`: all that is told of a bucket's objects, and to whom. */
export const notificationsFile = z
  .strictObject({ ...placeFields, notifications: z.array(notification).min(1, 'has no notification') })
  .superRefine(({ notifications }, context) => {
    for (const field of ['id', 'topic'] as const) {
      const values = notifications.map((each) => each[field]);
      values.forEach((value, index) => {
        if (values.indexOf(value) < index) {
          context.addIssue({
            code: 'custom',
            path: ['notifications', index, field],
            message: 'is there twice',
          });
        }
      });
    }
  });

/** What a file of notifications says. */
export type NotificationsFile = z.output<typeof notificationsFile>;

/** One of its notifications, with its topic. */
export type NotificationEntry = NotificationsFile['notifications'][number];
