import { createHash } from 'node:crypto';
import type { Site } from './site.js';

/** Size and checksums of an object. */
export interface Sums {
  readonly bytes: number;
  /** Eight hexadecimal digits. */
  readonly adler32: string;
  readonly md5: string;
}

/** Reads objects and sums them up, each once: nobody changes them. */
export class StoredSums {
  private readonly known = new Map<string, Sums>();

  constructor(private readonly site: Pick<Site, 'endpoint' | 'bucket'>) {}

  async of(key: string): Promise<Sums> {
    const sums = this.known.get(key) ?? sumsOf(await this.read(key));
    this.known.set(key, sums);
    return sums;
  }

  private async read(key: string): Promise<Buffer> {
    const { endpoint, bucket } = this.site;
    const answer = await fetch(`${endpoint}/${bucket}/${key}`);
    if (!answer.ok) throw new Error(`${key} was answered ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  }
}

/** Size and checksums of some content. */
export function sumsOf(content: Uint8Array): Sums {
  let [a, b] = [1, 0];
  for (const byte of content) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  const adler32 = (b * 65_536 + a).toString(16).padStart(8, '0');
  return { bytes: content.length, adler32, md5: createHash('md5').update(content).digest('hex') };
}
