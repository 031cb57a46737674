import { z } from 'zod';
import {
  createdRecordSchema,
  keySchema,
  notificationSchema,
  recordSchema,
  type CreatedRecord,
} from './notification.schema.js';
import type { ObjectEvent } from './object-event.js';
import { secretCheck } from './secret-check.js';
import { fromAwsSequencer, fromCephSequencer } from './sequencer.js';

/** How notifications are judged. */
export interface ParseOptions {
  /**
   * Any of them is accepted in a record's `opaqueData`, so that they can be changed one after the other; `null` if the
   * sender has shown by other means who it is, and `opaqueData` isn't looked at.
   */
  readonly secrets: readonly string[] | null;
}

/** Why a record is of no use. */
export type RejectionReason = 'malformed' | 'wrong-secret' | 'not-created';

/** A record that is of no use, or a body without any. */
export interface Rejection {
  /** Of the record in the body, from 0. */
  readonly index: number;
  readonly reason: RejectionReason;
  /** For logs; never holds the secret or any other text from the body. */
  readonly message: string;
}

/** What a notification's body says. */
export interface ParsedNotification {
  readonly objects: ObjectEvent[];
  readonly rejected: Rejection[];
}

/** Senders that URL-encode keys with '+' for a space; Ceph sends them as they are. */
const ENCODING_SENDERS: ReadonlySet<string> = new Set(['aws:s3']);
const CEPH = 'ceph:s3';

/**
 * Reads the body of an S3 notification, as text or already parsed, in the dialects of Ceph and AWS.
 *
 * Every record is judged by itself. Never throws: a body that can't be read is one malformed record.
 */
export function parseNotification(body: unknown, { secrets }: ParseOptions): ParsedNotification {
  const notification = notificationSchema.safeParse(fromJson(body));
  if (!notification.success) {
    return { objects: [], rejected: [malformed(0, 'The body is not a notification: no JSON with Records')] };
  }
  const accepts = secrets ? secretCheck(secrets) : () => true;
  const results = notification.data.Records.map((record, index) => readRecord(record, index, accepts));
  return {
    objects: results.flatMap((result) => ('reason' in result ? [] : [result])),
    rejected: results.flatMap((result) => ('reason' in result ? [result] : [])),
  };
}

function readRecord(
  record: unknown,
  index: number,
  accepts: (secret: string) => boolean,
): ObjectEvent | Rejection {
  if (typeof record !== 'object' || record === null) return malformed(index, 'The record is not an object');
  // Validation costs some twenty times as much, and anyone can send a body of a hundred thousand records.
  if (!accepts(secretOf(record))) {
    return { index, reason: 'wrong-secret', message: 'The record does not carry an accepted secret' };
  }
  const any = recordSchema.safeParse(record);
  if (!any.success) return malformed(index, problems(any.error));
  const eventName = any.data.eventName.replace(/^s3:/, '');
  if (!eventName.startsWith('ObjectCreated:')) {
    return { index, reason: 'not-created', message: 'The record does not tell of a created object' };
  }
  const created = createdRecordSchema.safeParse(record);
  if (!created.success) return malformed(index, problems(created.error));
  const key = keyOf(created.data);
  if (key === undefined) return malformed(index, 'The record has an invalid s3.object.key (text)');
  return objectEvent(created.data, eventName, key);
}

function secretOf(record: object): string {
  return 'opaqueData' in record && typeof record.opaqueData === 'string' ? record.opaqueData : '';
}

function objectEvent(record: CreatedRecord, eventName: string, key: string): ObjectEvent {
  const { bucket, object } = record.s3;
  const sequencer = object.sequencer ?? '';
  return {
    bucket: bucket.name,
    key,
    size: object.size,
    etag: object.eTag.replaceAll('"', ''),
    versionId: object.versionId || null,
    eventTime: record.eventTime,
    sequencer: record.eventSource === CEPH ? fromCephSequencer(sequencer) : fromAwsSequencer(sequencer),
    eventName,
  };
}

function keyOf({ eventSource, s3 }: CreatedRecord): string | undefined {
  const sent = s3.object.key;
  return keySchema.safeParse(ENCODING_SENDERS.has(eventSource) ? decoded(sent) : sent).data;
}

function decoded(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function fromJson(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Names fields and rules: Zod's own messages may quote what was sent. */
function problems(error: z.ZodError): string {
  const fields = error.issues.map(({ path, code }) => `${path.join('.') || 'record'} (${code})`);
  return `The record has an invalid ${fields.join(', ')}`;
}

function malformed(index: number, message: string): Rejection {
  return { index, reason: 'malformed', message };
}
