import {
  ButlerError,
  type DatasetResult,
  type ExposureDefinition,
  type FileDataset,
  type Repository,
  isAboutRepository,
} from '@footman/butler-client';
import {
  type CorrectionLookup,
  ObsLsstError,
  type ObservationInfo,
  unixMilliseconds,
} from '@footman/obs-lsst';
import { SphgeomError } from '@footman/sphgeom';
import { type DescribedRaw, type GuiderRaw, describeRaw } from './described-raw.js';
import { RefusedFileError, type RefusalCode } from './errors.js';
import { defineExposures } from './exposure-definition.js';
import { fileDataset } from './file-dataset.js';
import type {
  FileOutcome,
  IngestEngine,
  IngestResult,
  IngestedExposure,
  StoredFile,
} from './ingest-engine.js';
import type { RawFile } from './raw-file.js';
import { readRawHeader } from './read-header.js';
import { makesVisit } from './visit-definition.js';

export interface RawIngestOptions {
  /** Header corrections of single exposures. @default recordedCorrections, those that Rubin has recorded */
  readonly corrections?: CorrectionLookup;
}

/**
 * Writes described raw files into a Butler repository, a batch in one transaction, as RawIngestTask, DefineVisitsTask and
 * ingest_guider together do with transfer mode 'direct'.
 */
export class RawIngest implements IngestEngine<DescribedRaw> {
  constructor(
    private readonly repository: Repository,
    private readonly options: RawIngestOptions = {},
  ) {}

  /** Reads and translates a file's header. */
  async prepare(file: RawFile): Promise<DescribedRaw> {
    return describeRaw(file, await readRawHeader(file), this.options);
  }

  batchKey({ info }: DescribedRaw): string {
    return `${info.instrument}/${info.observation_id}`;
  }

  /**
   * Ingests a batch. A file that can't be written never takes its neighbours down, whatever the error: the batch is halved until the
   * culprit stands alone. When the repository goes away meanwhile, what isn't written yet has failed with that.
   *
   * @throws ButlerError when the repository can't be used: that is no file's fault, and the same batch may be tried again.
   */
  async write(files: readonly DescribedRaw[]): Promise<IngestResult> {
    try {
      return await this.writeAtOnce(files);
    } catch (error) {
      const [first, ...others] = files;
      if (isAboutRepository(error) || !first) throw error;
      if (others.length > 0) return this.writeInHalves(files);
      return { files: [outcomeOfError(error, first.uri)], exposures: [] };
    }
  }

  private async writeInHalves(files: readonly DescribedRaw[]): Promise<IngestResult> {
    // Guiders go last: one in the first half must not wait for an exposure that comes with the second.
    const places = files.map((file, position) => ({ file, position }));
    const order = [...places.filter(isScience), ...places.filter((place) => !isScience(place))];
    const middle = Math.ceil(order.length / 2);
    const outcomes: FileOutcome[] = [];
    const exposures = new Map<string, IngestedExposure>();
    for (const half of [order.slice(0, middle), order.slice(middle)]) {
      const result = await this.write(half.map(({ file }) => file)).catch((error: Error) => {
        // What the first half has written is written, and has to be told.
        if (outcomes.length === 0) throw error;
        return { files: half.map((): FileOutcome => ({ status: 'failed', error })), exposures: [] };
      });
      half.forEach(({ position }, index) => (outcomes[position] = result.files[index] as FileOutcome));
      for (const exposure of result.exposures) {
        const key = `${exposure.instrument}/${exposure.id}`;
        // What comes later finds what the first half has written.
        if (!exposures.has(key)) exposures.set(key, exposure);
      }
    }
    return { files: outcomes, exposures: [...exposures.values()] };
  }

  private async writeAtOnce(files: readonly DescribedRaw[]): Promise<IngestResult> {
    const science = files.filter((file) => file.kind === 'raw');
    const definitions = defineExposures(science);
    const withoutVisits = new Set(
      science.filter(({ visits }) => visits === false).map(({ info }) => info.exposure_id),
    );
    const exposureOf = await this.exposureIds(
      files.filter((file) => file.kind === 'guider'),
      definitions,
    );

    const outcomes: FileOutcome[] = [];
    const datasets: FileDataset[] = [];
    const positions: number[] = [];
    files.forEach((file, position) => {
      const exposure =
        file.kind === 'raw'
          ? file.info.exposure_id
          : exposureOf(file.info.instrument, file.info.observation_id);
      if (exposure === undefined) {
        outcomes[position] = { status: 'waiting', obs_id: file.info.observation_id };
      } else {
        datasets.push(fileDataset(file, exposure));
        positions.push(position);
      }
    });

    const result = await this.repository.writeBatch({ exposures: definitions, datasets });
    result.datasets.forEach((dataset, index) => {
      const position = positions[index] as number;
      outcomes[position] = outcomeOf(dataset, files[position] as DescribedRaw);
    });
    const exposures = result.exposures.map((exposure, index) => ({
      ...exposure,
      visitMissing:
        !exposure.hasVisit &&
        !withoutVisits.has(exposure.id) &&
        makesVisit((definitions[index] as ExposureDefinition).exposure),
    }));
    return { files: outcomes, exposures };
  }

  /** Guiders name their exposure by obs_id; its id comes with the batch itself, or is in the registry already. */
  private async exposureIds(
    guiders: readonly GuiderRaw[],
    definitions: readonly ExposureDefinition[],
  ): Promise<(instrument: string, obs_id: string) => number | undefined> {
    const known = new Map(
      definitions.map(({ exposure: { instrument, obs_id, id } }) => [`${instrument}/${obs_id}`, id]),
    );
    const missing = new Map<string, Set<string>>();
    for (const { info } of guiders) {
      if (known.has(`${info.instrument}/${info.observation_id}`)) continue;
      missing.set(info.instrument, (missing.get(info.instrument) ?? new Set()).add(info.observation_id));
    }
    for (const [instrument, obs_ids] of missing) {
      const ids = await this.repository.exposureIds(instrument, [...obs_ids]);
      for (const [obs_id, id] of ids) known.set(`${instrument}/${obs_id}`, id);
    }
    return (instrument, obs_id) => known.get(`${instrument}/${obs_id}`);
  }
}

const isScience = ({ file }: { readonly file: DescribedRaw }): boolean => file.kind === 'raw';

/** What a file is whose own batch ended in an error: refused where it's known to be to blame, else it may be tried again. */
function outcomeOfError(error: unknown, uri: string): FileOutcome {
  const code = refusalCodeOf(error);
  const failure = error instanceof Error ? error : new Error(String(error));
  if (code === null) return { status: 'failed', error: failure };
  return { status: 'refused', error: new RefusedFileError(code, uri, failure.message, { cause: error }) };
}

function refusalCodeOf(error: unknown): RefusalCode | null {
  if (error instanceof ButlerError)
    return ['conflict', 'invalid_record', 'missing_dimension'].includes(error.code)
      ? 'refused-by-butler'
      : null;
  // Times that no calendar has, positions that aren't on the sphere: only found out when the records are made.
  const isHeaderFault = error instanceof ObsLsstError || error instanceof SphgeomError;
  return isHeaderFault ? 'untranslatable-header' : null;
}

function outcomeOf(
  { id, status, dataset: { uri, fileSize, dataId, datasetType, run }, storedUri, storedSize }: DatasetResult,
  file: DescribedRaw,
): FileOutcome {
  switch (status) {
    case 'new':
    case 'existing': {
      const { instrument, exposure, detector } = dataId;
      const dataset = { id, type: datasetType.name, run };
      const header = file.kind === 'raw' ? ofHeader(file.info) : {};
      return {
        status: status === 'new' ? 'ingested' : 'duplicate',
        instrument,
        exposure,
        detector,
        dataset,
        ...header,
      };
    }
    case 'conflict':
      return refuse(
        'conflict',
        uri,
        storedUri === null
          ? 'its data ID is taken by a dataset with an id of another kind, which has no file'
          : `its data ID is stored already, as ${storedUri}`,
      );
    case 'corrected':
      return refuse(
        'corrected',
        uri,
        `it is stored with ${storedSize} bytes and has ${fileSize} now: its content was changed`,
      );
  }
}

function ofHeader({
  observing_day,
  datetime_end,
}: ObservationInfo): Pick<StoredFile, 'day_obs' | 'exposureEnded'> {
  return { day_obs: observing_day, exposureEnded: unixMilliseconds(datetime_end) };
}

function refuse(code: RefusalCode, uri: string, reason: string): FileOutcome {
  return { status: 'refused', error: new RefusedFileError(code, uri, reason) };
}
