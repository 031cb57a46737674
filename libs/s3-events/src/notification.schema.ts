import { z } from 'zod';

/** The envelope that all senders share. */
export const notificationSchema = z.object({ Records: z.array(z.unknown()).min(1) });

/** No NUL and no half of a surrogate pair: queues and databases refuse them, and Ceph would send the record for ever. */
const storable = z.string().regex(/^[^\0\p{Surrogate}]*$/u);

/** An object's key as it is in the store. */
export const keySchema = storable.min(1);

/** What any record must have to be judged at all; AWS tells neither size nor etag of a removed object. */
export const recordSchema = z.object({
  eventName: z.string().min(1),
  eventSource: z.string().default(''),
});

/** What a record of a created object must have; everything else that senders add is left alone. */
export const createdRecordSchema = recordSchema.extend({
  eventTime: z.iso.datetime({ offset: true }),
  s3: z.object({
    bucket: z.object({ name: storable.min(1) }),
    object: z.object({
      key: z.string().min(1),
      size: z.number().int().nonnegative(),
      eTag: storable,
      versionId: storable.nullish(),
      sequencer: z.string().nullish(),
    }),
  }),
});

/** A validated record of a created object, as its sender spells it. */
export type CreatedRecord = z.output<typeof createdRecordSchema>;
