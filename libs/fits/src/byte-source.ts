import { type FileHandle, open } from 'node:fs/promises';

/** Random access to the bytes of a file, wherever it lives: on disk, in memory, behind HTTP range requests. */
export interface ByteSource {
  /**
   * Reads `length` bytes from `offset`; fewer only where the file ends, none past its end.
   * A short answer is taken as the end of the file.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A file in memory. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return { read: async (offset, length) => bytes.subarray(offset, offset + length) };
}

/**
 * A local file. Each read opens and closes it, so that there is nothing to release: a header nearly always takes
 * one read.
 */
export function fileSource(path: string): ByteSource {
  return {
    async read(offset, length) {
      const file = await open(path, 'r');
      try {
        return await readFully(file, offset, length);
      } finally {
        await file.close();
      }
    },
  };
}

async function readFully(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
