import { AccessDeniedError, ObjectNotFoundError, type ObjectStore, formatS3Uri } from '@footman/object-store';
import type { RawFile } from '@footman/obs-base';
import { isGuider, isLfaBucket, sidecarKey } from '@footman/obs-lsst';
import type { ObjectNotice } from '@footman/queue';

/** Bytes of a sidecar, of which the largest have some tens of thousands; a larger one is as good as none. */
const MAX_SIDECAR = 1_048_576;

/** A noticed object as a raw file: its size from the notice, its header by small requests, never the whole of it. */
export function s3RawFile(
  store: ObjectStore,
  notice: Pick<ObjectNotice, 'bucket' | 'key' | 'size'>,
): RawFile {
  const { bucket, key, size } = notice;
  return {
    uri: formatS3Uri(bucket, key),
    size,
    guider: isGuider(key),
    visits: !isLfaBucket(bucket),
    bytes: {
      // Past the end there is nothing to ask for; of an empty object some stores can't even give a range.
      read: async (offset, length) =>
        offset < size ? store.getRange(bucket, key, offset, length) : new Uint8Array(),
    },
    async sidecar() {
      try {
        const content = await store.getRange(bucket, sidecarKey(key), 0, MAX_SIDECAR + 1);
        return content.length > MAX_SIDECAR ? null : content;
      } catch (error) {
        // Without the right to list, Ceph says 403 for what isn't there; a real refusal shows when the file itself is read.
        if (error instanceof ObjectNotFoundError || error instanceof AccessDeniedError) return null;
        throw error;
      }
    },
  };
}
