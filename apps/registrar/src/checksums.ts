import type { IngestedFile } from '@footman/feeds';
import type { ObjectStore } from '@footman/object-store';
import { createAdler32 } from 'hash-wasm';
import { createHash } from 'node:crypto';
import { FileRefusedError } from './file-refused-error.js';

/** What Rucio compares copies by, in hexadecimal digits of lower case. */
export interface Checksums {
  readonly adler32: string;
  readonly md5: string;
}

/** How files are read. */
export interface ChecksumsOptions {
  /** Told of each piece's bytes. */
  readonly onBytes?: (count: number) => void;
  /** Files whose checksums are remembered; the oldest are forgotten. @default 20000 */
  readonly remembered?: number;
}

/** Computes checksums of files as they stream by, and remembers them until they were of use: while Rucio is away nothing is read twice. */
export class ChecksumReader {
  private readonly known = new Map<string, Promise<Checksums>>();

  constructor(
    private readonly store: Pick<ObjectStore, 'stream'>,
    private readonly options: ChecksumsOptions = {},
  ) {}

  /**
   * The checksums of a file.
   *
   * @throws FileRefusedError when its size isn't what its notice said.
   * @throws ObjectReplacedError when its content is another one by now.
   * @throws ObjectStoreError
   */
  of(file: IngestedFile, signal: AbortSignal): Promise<Checksums> {
    const id = idOf(file);
    const known = this.known.get(id);
    if (known) return known;
    const reading = this.read(file, signal);
    this.known.set(id, reading);
    reading.catch(() => this.known.delete(id));
    const [oldest] = this.known.keys();
    if (this.known.size > (this.options.remembered ?? 20_000) && oldest !== undefined)
      this.known.delete(oldest);
    return reading;
  }

  /** They are of no more use. */
  forget(file: IngestedFile): void {
    this.known.delete(idOf(file));
  }

  private async read({ bucket, key, etag, size }: IngestedFile, signal: AbortSignal): Promise<Checksums> {
    const adler32 = await createAdler32();
    const md5 = createHash('md5');
    let bytes = 0;
    const take = (part: Uint8Array) => {
      adler32.update(part);
      md5.update(part);
      bytes += part.byteLength;
      this.options.onBytes?.(part.byteLength);
    };
    await this.store.stream(bucket, key, take, { etag, signal });
    if (bytes !== size) throw new FileRefusedError(`its size is ${bytes} bytes, and its notice said ${size}`);
    return { adler32: adler32.digest('hex'), md5: md5.digest('hex') };
  }
}

function idOf({ bucket, key, etag }: IngestedFile): string {
  return `${bucket}/${key} ${etag}`;
}
