import type { IngestedFile } from '@footman/feeds';
import { ObjectNotFoundError, type ObjectStore, type StoredObject } from '@footman/object-store';
import { parseObjectPath } from '@footman/obs-lsst';
import type { ButlerFile } from './audit-night.js';

/** What is needed to have files registered. */
export interface QueueAgainParts {
  readonly store: Pick<ObjectStore, 'head'>;
  /** Takes messages for the registrar; done when the queue has them. */
  readonly deliver: (files: readonly IngestedFile[]) => Promise<void>;
}

/** Objects that the store is asked for at the same time. */
const AT_ONCE = 32;

/**
 * Has files registered as if they had just been ingested.
 *
 * @returns those that it has queued: what isn't in the bucket any more isn't among them.
 */
export async function queueAgain(
  { store, deliver }: QueueAgainParts,
  files: readonly ButlerFile[],
): Promise<readonly ButlerFile[]> {
  const queued: ButlerFile[] = [];
  const messages: IngestedFile[] = [];
  const left = [...files];
  const work = async () => {
    for (let file = left.shift(); file; file = left.shift()) {
      const object = await headOf(store, file);
      if (!object) continue;
      queued.push(file);
      messages.push(messageOf(file, object));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (messages.length > 0) await deliver(messages);
  return queued;
}

async function headOf(
  store: Pick<ObjectStore, 'head'>,
  { bucket, key }: ButlerFile,
): Promise<StoredObject | null> {
  try {
    return await store.head(bucket, key);
  } catch (error) {
    if (error instanceof ObjectNotFoundError) return null;
    throw error;
  }
}

function messageOf({ bucket, key, dataset, ingestDate }: ButlerFile, object: StoredObject): IngestedFile {
  const path = parseObjectPath(bucket, key);
  const { instrument, detector, exposure } = dataset.dataId;
  const eventTime = object.lastModified.getTime();
  return {
    bucket,
    key,
    etag: object.etag,
    size: object.size,
    instrument,
    day_obs: path?.day_obs ?? 0,
    ...(path?.obs_id && { obs_id: path.obs_id }),
    detector,
    exposure,
    dataset: { id: dataset.id, type: dataset.datasetType, run: dataset.run },
    eventTime,
    receivedAt: ingestDate,
    ingestedAt: ingestDate,
    late: false,
  };
}
