import { isLfaBucket, parseObjectPath, parseRawKey } from '@footman/obs-lsst';

/** An object by its names. */
export interface NamedFile {
  /** `[profile@]bucket` */
  readonly bucket: string;
  readonly key: string;
}

/** Days, buckets and instruments are few; of so many files the details are held while Redis is away, and no more. */
const MOST_FILES = 20_000;

/** What has to be changed in Redis. Equal counts are added up, so that a burst of files costs few commands. */
export class Changes {
  /** How much the fields of hashes are raised, by key. */
  readonly counts = new Map<string, Map<string, number>>();
  /** What values have to be at least, by key. */
  readonly maxima = new Map<string, number>();
  /** Fields of hashes that forget, by key. */
  readonly files = new Map<string, Record<string, string>>();
  /** How often each of those files failed besides. */
  readonly failures = new Map<string, number>();

  /** The files whose details can't be held. */
  dropped = 0;

  get empty(): boolean {
    return this.counts.size + this.files.size === 0;
  }

  /** A notice of a file was queued. */
  received(file: NamedFile, at: number): void {
    const { bucket, key } = file;
    const path = parseObjectPath(bucket, key);
    if (!path) return;
    this.raise(`REC:${bucket}`, path.day_obs);
    this.raise(`RECINSTR:${bucket}:${path.instrument}`, path.day_obs);
    this.set(file, { recv_time: seconds(at) });
    const sequence = isLfaBucket(bucket) ? undefined : parseRawKey(key)?.seq_num;
    if (sequence === undefined) return;
    const name = `MAXSEQ:${bucket}:${path.instrument}:${path.day_obs}`;
    this.maxima.set(name, Math.max(sequence, this.maxima.get(name) ?? 0));
  }

  /** A file is in the Butler now. */
  ingested(file: NamedFile, at: number): void {
    const path = parseObjectPath(file.bucket, file.key);
    if (!path) return;
    this.raise(`INGEST:${file.bucket}:${path.instrument}`, path.day_obs);
    this.set(file, { ingest_time: seconds(at) });
  }

  /** An attempt at a file failed; of one whose header can't be understood there is no other. */
  failed(file: NamedFile, message: string, ofHeader: boolean): void {
    const path = parseObjectPath(file.bucket, file.key);
    if (!path) return;
    this.raise(`FAIL:${file.bucket}:${path.instrument}`, path.day_obs);
    if (!this.set(file, { [ofHeader ? 'md_fail_exc' : 'ing_fail_exc']: message }) || ofHeader) return;
    const name = nameOf(file);
    this.failures.set(name, (this.failures.get(name) ?? 0) + 1);
  }

  private raise(key: string, day: number): void {
    const days = this.counts.get(key) ?? new Map<string, number>();
    days.set(String(day), (days.get(String(day)) ?? 0) + 1);
    this.counts.set(key, days);
  }

  private set(file: NamedFile, fields: Record<string, string>): boolean {
    const name = nameOf(file);
    const known = this.files.get(name);
    if (!known && this.files.size >= MOST_FILES) {
      this.dropped += 1;
      return false;
    }
    this.files.set(name, { ...known, ...fields });
    return true;
  }
}

function nameOf({ bucket, key }: NamedFile): string {
  return `FILE:${bucket}/${key}`;
}

/** As Python's `time.time()` is written. */
function seconds(at: number): string {
  return (at / 1000).toFixed(3);
}
