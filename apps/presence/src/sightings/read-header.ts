import type { Header } from '@footman/fits';
import { AccessDeniedError, ObjectNotFoundError, type ObjectStore, formatS3Uri } from '@footman/object-store';
import { RefusedFileError, readRawHeader } from '@footman/obs-base';
import { TranslatedHeader, sidecarKey } from '@footman/obs-lsst';
import type { Sighting } from '@footman/queue';

/** Bytes of a sidecar, of which the largest have some tens of thousands; a larger one is as good as none. */
const MAX_SIDECAR = 1_048_576;

/** Why a header can't be had, however often it is tried. */
export class UnreadableHeaderError extends Error {
  override name = 'UnreadableHeaderError';
  readonly code = 'presence.unreadable_header';
}

/**
 * Reads a file's header from its sidecar, else from the file's first bytes.
 *
 * @throws UnreadableHeaderError if there is none to be had; other errors of the object store pass through.
 */
export async function readHeader(
  store: Pick<ObjectStore, 'getRange'>,
  { bucket, key, size }: Pick<Sighting, 'bucket' | 'key' | 'size'>,
): Promise<Header> {
  const sidecar = async () => {
    try {
      const content = await store.getRange(bucket, sidecarKey(key), 0, MAX_SIDECAR + 1);
      return content.length > MAX_SIDECAR ? null : content;
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  };
  const read = async (offset: number, length: number) =>
    offset < size ? store.getRange(bucket, key, offset, length) : new Uint8Array();
  try {
    const uri = formatS3Uri(bucket, key);
    const header = await readRawHeader({ uri, size, guider: false, sidecar, bytes: { read } });
    // Cards are looked for, which one that was translated ahead hasn't.
    if (!(header instanceof TranslatedHeader)) return header;
  } catch (error) {
    if (!(error instanceof RefusedFileError) && !isMissing(error)) throw error;
    throw new UnreadableHeaderError(`The header of ${bucket}/${key} can't be read`, { cause: error });
  }
  throw new UnreadableHeaderError(`The sidecar of ${bucket}/${key} has no cards of a header`);
}

/** Without the right to list, Ceph says 403 for what isn't there. */
function isMissing(error: unknown): boolean {
  return error instanceof ObjectNotFoundError || error instanceof AccessDeniedError;
}
