import type { StoredObject } from '@footman/object-store';
import { parseRawKey } from '@footman/obs-lsst';
import type { Cause, MissingObject, Systems } from '@footman/reaper';
import { isExpectedSensors } from './expected-sensors.js';

/** Files of an exposure: those of guiders, or all others. */
export interface ArrivedFiles {
  readonly detectors: Set<string>;
  /** How many were written a moment ago, and aren't compared yet. */
  fresh: number;
  /** The names of those that the Butler lacks, and why. */
  readonly lacking: { readonly file: string; readonly cause: Cause }[];
}

/** What is in the buckets of an exposure. */
export interface ArrivedExposure {
  readonly instrument: string;
  readonly obs_id: string;
  readonly seq_num: number;
  readonly science: ArrivedFiles;
  readonly guider: ArrivedFiles;
  /** Whether something of it was written a moment ago. */
  arriving: boolean;
  /** Where it is said what is to come. */
  manifest: { readonly bucket: string; readonly key: string } | null;
}

/** Which objects are looked at. */
export interface ArrivalOptions {
  readonly instruments: readonly string[];
  readonly datasetRegexp: RegExp;
  /** What was written later than that, in milliseconds since the epoch, is fresh. */
  readonly freshAfter: number;
}

/** Gathers by exposure what a comparison of the night lists and finds lacking. */
export class Arrivals {
  private readonly byObsId = new Map<string, ArrivedExposure>();

  constructor(private readonly options: ArrivalOptions) {}

  get exposures(): Iterable<ArrivedExposure> {
    return this.byObsId.values();
  }

  /** The store, overheard, with no more than the instruments that are asked for. */
  overheard(store: Systems['store']): Systems['store'] {
    const { instruments } = this.options;
    const hear = this.hear.bind(this);
    return {
      async *list(bucket, options) {
        for await (const object of store.list(bucket, options)) {
          hear(bucket, object);
          yield object;
        }
      },
      async *directories(bucket, prefix, options) {
        for await (const directory of store.directories(bucket, prefix, options))
          if (prefix !== '' || instruments.includes(directory.slice(0, -1))) yield directory;
      },
    };
  }

  /** Takes note of a file that the Butler lacks. */
  lacks({ object: { key }, cause }: MissingObject): void {
    const path = parseRawKey(key);
    if (path) this.at(path)[path.guider ? 'guider' : 'science'].lacking.push({ file: path.filename, cause });
  }

  private hear(bucket: string, { key, lastModified }: StoredObject): void {
    const path = parseRawKey(key);
    if (!path) return;
    const isDataset = this.options.datasetRegexp.test(`${bucket}/${key}`);
    const isManifest = isExpectedSensors(path);
    if (!isDataset && !isManifest) return;
    const exposure = this.at(path);
    const fresh = lastModified.getTime() > this.options.freshAfter;
    exposure.arriving ||= fresh;
    if (isManifest) exposure.manifest = { bucket, key };
    if (!isDataset) return;
    const files = exposure[path.guider ? 'guider' : 'science'];
    files.detectors.add(path.detector ?? path.filename);
    if (fresh) files.fresh += 1;
  }

  private at({ instrument, obs_id, seq_num }: ExposureName): ArrivedExposure {
    const id = `${instrument} ${obs_id}`;
    const known = this.byObsId.get(id);
    if (known) return known;
    const exposure = nothingArrived({ instrument, obs_id, seq_num });
    this.byObsId.set(id, exposure);
    return exposure;
  }
}

type ExposureName = Pick<ArrivedExposure, 'instrument' | 'obs_id' | 'seq_num'>;

/** An exposure of which nothing has arrived. */
export function nothingArrived(name: ExposureName): ArrivedExposure {
  return { ...name, science: noFiles(), guider: noFiles(), arriving: false, manifest: null };
}

function noFiles(): ArrivedFiles {
  return { detectors: new Set(), fresh: 0, lacking: [] };
}
