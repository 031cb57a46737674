/** Something that is opened when first needed, and tried again when that failed. */
export interface Lazy<T> {
  get(): Promise<T>;
  /** Closes it if it was opened. */
  close(): Promise<void>;
}

/** Opens something when first needed. */
export function lazily<T extends { close(): Promise<void> }>(open: () => Promise<T>): Lazy<T> {
  let opening: Promise<T> | undefined;
  return {
    get: () => {
      opening ??= open().catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      return opening;
    },
    close: async () => {
      await (await opening?.catch(() => undefined))?.close();
    },
  };
}
