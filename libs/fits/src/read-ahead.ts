import type { ByteSource } from './byte-source.js';

/** Reads a source in large chunks and answers small reads from the last stretch; made for walking forward. */
export class ReadAhead {
  private start = 0;
  private bytes = new Uint8Array();
  private ended = false;

  constructor(
    private readonly source: ByteSource,
    private readonly chunkLength: number,
  ) {}

  /** As {@link ByteSource.read}. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    if (offset < this.start || offset > this.start + this.bytes.length) {
      this.start = offset;
      this.bytes = new Uint8Array();
      this.ended = false;
    }
    const end = offset + length;
    while (!this.ended && this.start + this.bytes.length < end) await this.extend(end);
    return this.bytes.subarray(offset - this.start, end - this.start);
  }

  private async extend(end: number): Promise<void> {
    const from = this.start + this.bytes.length;
    const wanted = Math.max(this.chunkLength, end - from);
    const chunk = await this.source.read(from, wanted);
    this.ended = chunk.length < wanted;
    this.bytes = this.bytes.length === 0 ? Uint8Array.from(chunk) : concat(this.bytes, chunk);
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
