import type { StoredDataset } from '@footman/butler-client';
import { formatS3Uri, parseS3Uri } from '@footman/object-store';
import { isDid, type ListedReplica, type RucioClient, RucioNotFoundError } from '@footman/rucio-client';
import { type RucioPlace, pfnOf, rucioPlace } from '../rucio-place.js';
import { MENDED, type RucioCause } from './cause.js';
import { nightHundreds, type Registry } from './night-hundreds.js';
import { noneWrong, type RucioReport } from './rucio-report.js';
import { samePlace } from './same-place.js';

/** A file of the Butler that ought to be in Rucio. */
export interface ButlerFile {
  /** As `[profile@]bucket`. */
  readonly bucket: string;
  readonly key: string;
  readonly dataset: StoredDataset;
  /** In milliseconds since the epoch. */
  readonly ingestDate: number;
}

/** Something that is wrong with a file. */
export interface RucioFinding {
  readonly cause: RucioCause;
  readonly bucket: string;
  readonly key: string;
  /** The name of Rucio's dataset; null where the key tells none. */
  readonly dataset: string | null;
  /** What the Butler has, and what Rucio has, where these differ: sizes or pfns. */
  readonly butler?: string | number;
  readonly rucio?: string | number;
  /** Whether it was queued again. */
  readonly queued: boolean;
}

/** What is compared. */
export interface AuditSystems {
  readonly repository: () => Promise<Registry>;
  readonly rucio: Pick<RucioClient, 'listDids' | 'listFiles' | 'listReplicas'>;
  /** Has files registered; gives those that it has queued: what isn't in the bucket any more isn't among them. */
  readonly queue?: ((files: readonly ButlerFile[]) => Promise<readonly ButlerFile[]>) | undefined;
}

/** How a night is compared. */
export interface AuditOptions {
  /** As the registrar's settings. */
  readonly RUCIO_RSE: string;
  readonly RUCIO_SCOPE: string;
  readonly RUCIO_DTN: string;
  /** What was ingested less than this many milliseconds ago and isn't registered is left out. @default 300000 */
  readonly graceMs?: number;
  /** What is to be queued, if it was ingested before this time, in milliseconds since the epoch. @default nothing */
  readonly queueBefore?: number;
  readonly onFound?: (finding: RucioFinding) => void;
  readonly signal?: AbortSignal;
}

/** Names that the Butler is asked for at once. */
const AT_ONCE = 1000;

/**
 * Compares a night's raw files of a bucket in the Butler with Rucio, and queues what registering again mends.
 *
 * It holds the files of one of Rucio's datasets at a time, a hundred exposures.
 *
 * @throws the error of the Butler, of Rucio or of the queue that is away
 */
export async function auditNight(
  systems: AuditSystems,
  bucket: string,
  night: number,
  options: AuditOptions,
): Promise<RucioReport> {
  return await new NightAudit(systems, bucket, night, options).run();
}

/** A file with its names in Rucio, before anybody knows when it was ingested. */
interface Expected {
  readonly place: RucioPlace;
  readonly dataset: StoredDataset;
}

class NightAudit {
  private readonly wrong = noneWrong();
  private readonly seen = new Set<string>();
  /** The Butler may know a bucket without its profile, where somebody else ingested. */
  private readonly places: readonly string[];
  private files = 0;
  private registered = 0;
  private fresh = 0;
  private queued = 0;

  constructor(
    private readonly systems: AuditSystems,
    private readonly bucket: string,
    private readonly night: number,
    private readonly options: AuditOptions,
  ) {
    this.places = [...new Set([bucket, bucket.slice(bucket.indexOf('@') + 1)])];
  }

  async run(): Promise<RucioReport> {
    const at = Date.now();
    const registry = await this.systems.repository();
    for await (const hundred of nightHundreds(registry, this.night))
      for (const [name, files] of this.byDataset(hundred)) await this.compare(name, files);
    // Datasets of Rucio's of which the Butler has nothing at all.
    for (const { name: instrument } of await registry.instruments())
      for (const name of await this.datasetsOf(instrument))
        if (!this.seen.has(name)) await this.compare(name, new Map());
    const { bucket, night, files, registered, fresh, wrong, queued } = this;
    return { bucket, night, at, durationMs: Date.now() - at, files, registered, fresh, wrong, queued };
  }

  private async datasetsOf(instrument: string): Promise<readonly string[]> {
    const pattern = `Dataset/${instrument}/${this.night}/*`;
    return await this.systems.rucio.listDids(this.options.RUCIO_SCOPE, pattern, 'dataset');
  }

  /** Those of some datasets that are in this bucket and belong in Rucio, by the names of Rucio's datasets and their own. */
  private byDataset(datasets: readonly StoredDataset[]): Map<string, Map<string, Expected>> {
    const found = new Map<string, Map<string, Expected>>();
    for (const dataset of datasets) {
      if (!dataset.uri?.startsWith('s3://')) continue;
      const { bucket, key } = parseS3Uri(dataset.uri);
      if (!this.places.includes(bucket)) continue;
      const place = rucioPlace(this.options, this.bucket, key);
      if (place === 'skipped') continue;
      if (place === null || !isDid(place)) {
        this.files += 1;
        this.found({ cause: 'unnameable', key, dataset: null });
        continue;
      }
      const files = found.get(place.dataset) ?? new Map<string, Expected>();
      found.set(place.dataset, files.set(place.name, { place, dataset }));
    }
    return found;
  }

  /** Compares the files of one of Rucio's datasets. */
  private async compare(name: string, files: ReadonlyMap<string, Expected>): Promise<void> {
    this.options.signal?.throwIfAborted();
    this.seen.add(name);
    const attached = await this.attached(name);
    const replicas = await this.replicas([...files.keys()]);
    const lacking: { readonly cause: RucioCause; readonly expected: Expected }[] = [];
    for (const [key, expected] of files) {
      const difference = this.differenceOf(expected, replicas.get(key), attached.has(key));
      if (difference && MENDED.includes(difference.cause)) {
        lacking.push({ cause: difference.cause, expected });
        continue;
      }
      this.files += 1;
      if (difference) this.found({ ...difference, key, dataset: name });
      else this.registered += 1;
    }
    for (const some of cut(lacking)) await this.mend(name, some);
    const strangers = [...attached].filter((key) => !files.has(key));
    for (const some of cut(strangers)) await this.strangers(name, some);
  }

  private differenceOf(
    { place, dataset }: Expected,
    replica: ListedReplica | undefined,
    attached: boolean,
  ): Pick<RucioFinding, 'cause' | 'butler' | 'rucio'> | undefined {
    if (!replica) return { cause: 'missing' };
    const pfns = replica.rses[this.options.RUCIO_RSE];
    if (!pfns) return { cause: 'no-replica' };
    const { fileSize } = dataset;
    // Rubin's own client writes -1 for what it didn't look at.
    if (fileSize !== null && fileSize >= 0 && replica.bytes !== null && replica.bytes !== fileSize)
      return { cause: 'different-size', butler: fileSize, rucio: replica.bytes };
    const [pfn] = pfns;
    if (pfn !== undefined && !pfns.some((each) => samePlace(each, place.pfn)))
      return { cause: 'wrong-pfn', butler: place.pfn, rucio: pfn };
    return attached ? undefined : { cause: 'unattached' };
  }

  /** Tells of what Rucio lacks, but for what is fresh or gone from the Butler by now, and has it queued. */
  private async mend(
    name: string,
    lacking: readonly { readonly cause: RucioCause; readonly expected: Expected }[],
  ): Promise<void> {
    const { graceMs = 300_000, queueBefore = -Infinity } = this.options;
    const dates = await this.ingestDates(lacking.map(({ expected }) => expected.place.name));
    const now = Date.now();
    const files = new Map<string, { readonly cause: RucioCause; readonly file: ButlerFile }>();
    for (const { cause, expected } of lacking) {
      const key = expected.place.name;
      const ingestDate = dates.get(key);
      if (ingestDate === undefined) continue;
      if (ingestDate > now - graceMs) this.fresh += 1;
      else
        files.set(key, { cause, file: { bucket: this.bucket, key, dataset: expected.dataset, ingestDate } });
    }
    const mendable = [...files.values()]
      .map(({ file }) => file)
      .filter(({ ingestDate }) => ingestDate < queueBefore);
    const queued = new Set(mendable.length > 0 ? await this.systems.queue?.(mendable) : []);
    for (const [key, { cause, file }] of files) {
      this.files += 1;
      if (queued.has(file)) this.queued += 1;
      this.found({ cause, key, dataset: name, queued: queued.has(file) });
    }
  }

  /** Looks whether the Butler knows what Rucio's dataset has besides, and whether it is in this bucket: what was moved away isn't. */
  private async strangers(name: string, keys: readonly string[]): Promise<void> {
    const known = await this.ingestDates(keys);
    const unknown = keys.filter((key) => !known.has(key));
    for (const [key, { rses }] of await this.replicas(unknown)) {
      const pfn = pfnOf(this.options, this.bucket, key);
      const here = rses[this.options.RUCIO_RSE]?.some((each) => samePlace(each, pfn));
      if (here) this.found({ cause: 'unknown', key, dataset: name });
    }
  }

  /** When those of some keys were ingested that the Butler has, whatever their dataset type. */
  private async ingestDates(keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const byUri = new Map(
      keys.flatMap((key) => this.places.map((place) => [formatS3Uri(place, key), key] as const)),
    );
    const registry = await this.systems.repository();
    const found = await registry.filesAt([...byUri.keys()]);
    return new Map(found.map(({ uri, ingestDate }) => [byUri.get(uri) as string, ingestDate]));
  }

  private async attached(name: string): Promise<ReadonlySet<string>> {
    try {
      const files = await this.systems.rucio.listFiles({ scope: this.options.RUCIO_SCOPE, name });
      return new Set(files.map((file) => file.name));
    } catch (error) {
      if (error instanceof RucioNotFoundError) return new Set();
      throw error;
    }
  }

  private async replicas(names: readonly string[]): Promise<ReadonlyMap<string, ListedReplica>> {
    const { RUCIO_SCOPE: scope, RUCIO_RSE } = this.options;
    const replicas = await this.systems.rucio.listReplicas(
      names.map((name) => ({ scope, name })),
      RUCIO_RSE,
    );
    return new Map(replicas.map((replica) => [replica.name, replica]));
  }

  private found(finding: Omit<RucioFinding, 'bucket' | 'queued'> & { readonly queued?: boolean }): void {
    this.wrong[finding.cause] += 1;
    this.options.onFound?.({ queued: false, bucket: this.bucket, ...finding });
  }
}

function cut<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / AT_ONCE) }, (_, i) =>
    items.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
  );
}
