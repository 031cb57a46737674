import { formatS3Uri, type ObjectStore } from '@footman/object-store';
import { isLfaBucket, parseRawKey } from '@footman/obs-lsst';
import type { Sighting } from '@footman/queue';
import type { Logger } from '@footman/service';
import type { PresenceMetrics } from '../presence.metrics.js';
import type { PresenceStore, SeenImage } from '../store/presence-store.js';
import { detectorOf, exposureFacts, type ExposureFacts } from './exposure-facts.js';
import { UnreadableHeaderError, readHeader } from './read-header.js';

export interface RecorderParts {
  readonly presence: PresenceStore;
  readonly objects: Pick<ObjectStore, 'getRange'>;
  readonly metrics: PresenceMetrics;
  readonly log: Logger;
  /** How long an image stays known, in seconds. */
  readonly lifetime: number;
}

/** What is known of an exposure; its group is null if it is in none. */
interface KnownExposure {
  readonly facts: ExposureFacts | null;
  /** Where the file's name doesn't tell. */
  readonly detector: string | null;
}

/** A file that was seen, with what its name tells. */
interface NamedSighting extends Sighting {
  readonly detector: string | null;
  readonly guider: boolean;
}

/** Headers that are tried of one exposure, of those that come together. */
const MOST_READ = 3;

/** Writes down which images have arrived, reading one header for each exposure. */
export class Recorder {
  constructor(private readonly parts: RecorderParts) {}

  /** Takes what the pipeline tells; when it throws, because a system is away, the same comes again. */
  async take(sightings: readonly Sighting[]): Promise<void> {
    const { metrics, presence, lifetime } = this.parts;
    const oldest = Date.now() - 1000 * lifetime;
    const exposures = new Map<string, NamedSighting[]>();
    for (const sighting of sightings) {
      if ((sighting.ingestedAt ?? sighting.arrivedAt) < oldest) {
        metrics.sightings.inc({ outcome: 'stale' });
        continue;
      }
      if (isLfaBucket(sighting.bucket)) {
        metrics.sightings.inc({ outcome: 'no-group' });
        continue;
      }
      const { exposure, named } = placeOf(sighting);
      exposures.set(exposure, [...(exposures.get(exposure) ?? []), named]);
    }
    const names = [...exposures.keys()];
    const known = await presence.exposures(names);
    await Promise.all(
      names.map((name, i) => this.exposure(name, exposures.get(name) ?? [], known[i] ?? null)),
    );
  }

  private async exposure(name: string, files: readonly NamedSighting[], remembered: string | null) {
    const { presence } = this.parts;
    if (remembered !== null) return await this.record(files, JSON.parse(remembered) as KnownExposure);
    const found = await this.firstReadable(files);
    if (!found) {
      for (const file of files) await presence.park(name, JSON.stringify(file));
      this.parts.metrics.sightings.inc({ outcome: 'parked' }, files.length);
      return;
    }
    const parked = (await presence.parked(name)).map((item) => JSON.parse(item) as NamedSighting);
    await this.record([...parked, ...files], found);
    // In this order, so that what is interrupted is done again.
    await presence.rememberExposure(name, JSON.stringify(found));
    await presence.unpark(name);
  }

  /** One header is enough, unless its file is broken, or a guider's: that needn't tell more than the exposure. */
  private async firstReadable(files: readonly NamedSighting[]): Promise<KnownExposure | null> {
    const guidersLast = files.toSorted((a, b) => Number(a.guider) - Number(b.guider));
    for (const file of guidersLast.slice(0, MOST_READ)) {
      const found = await this.read(file);
      if (found && (found.facts || !file.guider)) return found;
    }
    return null;
  }

  private async read(sighting: NamedSighting): Promise<KnownExposure | null> {
    const { log, metrics, objects } = this.parts;
    try {
      metrics.headers.inc();
      const header = await readHeader(objects, sighting);
      return { facts: exposureFacts(header), detector: detectorOf(header) };
    } catch (error) {
      if (!(error instanceof UnreadableHeaderError)) throw error;
      log.warn({ err: error }, 'Presence is not told of a file');
      return null;
    }
  }

  private async record(files: readonly NamedSighting[], known: KnownExposure): Promise<void> {
    const { metrics, presence } = this.parts;
    const images = files.flatMap((file): SeenImage[] => {
      const detector = file.detector ?? known.detector;
      if (!known.facts || detector === null) return [];
      const { bucket, key, arrivedAt, ingestedAt } = file;
      const times = { arrivedAt, ...(ingestedAt !== undefined && { ingestedAt }) };
      return [{ ...known.facts, detector, uri: formatS3Uri(bucket, key), ...times }];
    });
    await presence.record(images);
    metrics.sightings.inc({ outcome: 'known' }, images.length);
    metrics.sightings.inc({ outcome: 'no-group' }, files.length - images.length);
    for (const { arrivedAt, ingestedAt } of images)
      if (ingestedAt === undefined) metrics.known.observe(Math.max(0, Date.now() - arrivedAt) / 1000);
  }
}

/** Files of one directory are of one exposure if their names tell the detector; any other has to be read itself. */
function placeOf(sighting: Sighting): { exposure: string; named: NamedSighting } {
  const { bucket, key } = sighting;
  const path = parseRawKey(key);
  const detector = path?.detector ?? null;
  const shared = path && detector !== null ? key.slice(0, key.lastIndexOf('/')) : key;
  return { exposure: `${bucket}/${shared}`, named: { ...sighting, detector, guider: path?.guider ?? false } };
}
