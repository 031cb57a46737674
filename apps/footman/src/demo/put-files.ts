/** An object to PUT. */
export interface ObjectToPut {
  readonly key: string;
  /** Its bytes, or how to read them when their turn comes. */
  readonly body: Uint8Array | (() => Promise<Uint8Array>);
}

/** A FITS file and what is to be in the store before it. */
export interface FileToPut extends ObjectToPut {
  readonly sidecar?: ObjectToPut;
}

/** Stores one object under its key. */
export type Put = (key: string, body: Uint8Array) => Promise<void>;

/** The bytes of an object. */
export async function bytesOf({ body }: ObjectToPut): Promise<Uint8Array> {
  return typeof body === 'function' ? body() : body;
}

/**
 * PUTs files, several at once, each sidecar before its FITS file as the summit does.
 *
 * @param onPut called for each object that the store has taken.
 */
export async function putFiles(
  files: readonly FileToPut[],
  put: Put,
  options: { readonly concurrency?: number; readonly onPut?: (object: ObjectToPut) => void } = {},
): Promise<void> {
  const { concurrency = 24, onPut } = options;
  const rest = files.values();
  const sender = async () => {
    for (const file of rest) {
      for (const object of file.sidecar ? [file.sidecar, file] : [file]) {
        await put(object.key, await bytesOf(object));
        onPut?.(object);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, files.length) }, sender));
}
