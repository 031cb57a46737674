import { z } from 'zod';

/** The envelope that all senders share. */
export const notificationSchema = z.object({ Records: z.array(z.unknown()).min(1) });

/** No NUL and no half of a surrogate pair: queues and databases refuse them, and Ceph would send the record for ever. */
const storable = z.string().regex(/^[^\0\p{Surrogate}]*$/u);

/** Bytes that a store allows a key; a registry's index holds not many more. */
const LONGEST_KEY = 1024;

/** An object's key as it is in the store. */
export const keySchema = storable.min(1).refine((key) => Buffer.byteLength(key) <= LONGEST_KEY);

/** A bucket's name, with its tenant's before it in some stores: each has a queue, so nothing else may pass for one. */
const bucketName = z.string().regex(/^([\w.-]{1,255}:)?[\w.-]{1,255}$/);

/** An MD5 with its parts, or whatever else a store tells contents apart by. */
const etag = storable.max(256);

/** No store's clock is from before 1970, and not every database has a year 0. */
const eventTime = z.iso.datetime({ offset: true }).refine((time) => Date.parse(time) >= 0);

/** What any record must have to be judged at all; AWS tells neither size nor etag of a removed object. */
export const recordSchema = z.object({
  eventName: z.string().min(1),
  eventSource: z.string().default(''),
});

/** What a record of a created object must have; everything else that senders add is left alone. */
export const createdRecordSchema = recordSchema.extend({
  eventTime,
  s3: z.object({
    bucket: z.object({ name: bucketName }),
    object: z.object({
      key: z.string().min(1),
      size: z.number().int().nonnegative(),
      eTag: etag,
      versionId: storable.max(LONGEST_KEY).nullish(),
      sequencer: z.string().nullish(),
    }),
  }),
});

/** A validated record of a created object, as its sender spells it. */
export type CreatedRecord = z.output<typeof createdRecordSchema>;
