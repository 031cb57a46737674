import type { ExposureRecord, Repository, StoredDataset } from '@footman/butler-client';
import { instrumentByName } from '@footman/obs-lsst';
import type { DescribedRaw } from '../described-raw.js';
import { RefusedFileError } from '../errors.js';
import type { IngestEngine } from '../ingest-engine.js';
import type { RawFile } from '../raw-file.js';
import { compareWithRegistry } from './compare-with-registry.js';
import type { Difference } from './difference.js';

/** What is to be verified, and how. */
export interface VerifyOptions {
  /** @default all */
  readonly instrument?: string | undefined;
  /** A night, YYYYMMDD. @default all */
  readonly day_obs?: number | undefined;
  /** A run. @default all */
  readonly run?: string | undefined;
  /** False where no visits were made, such as by another ingest that leaves them to others. @default true */
  readonly visits?: boolean | undefined;
  /** Opens a stored file by its URI. */
  readonly open: (uri: string) => Promise<RawFile>;
  /** Reads and translates headers. */
  readonly native: Pick<IngestEngine<DescribedRaw>, 'prepare'>;
  /** Headers read at the same time. @default 64 */
  readonly concurrency?: number;
}

/** What verifying an exposure found. */
export interface VerifiedExposure {
  readonly instrument: string;
  readonly id: number;
  readonly obs_id: string;
  /** Files whose rows were compared; where there is none, neither was the exposure. */
  readonly files: number;
  readonly differences: readonly Difference[];
  /** Files that couldn't be read: what they would make isn't known. */
  readonly unread: readonly { readonly uri: string; readonly error: Error }[];
}

/**
 * Translates stored files again from where they are, and compares all their rows with the registry, exposure by exposure. A stored file
 * that ingest would refuse now is a difference. Nothing is written.
 *
 * @throws ButlerError, or a storage's error that says it is transient, when one of them is away.
 */
export async function* verifyRepository(
  repository: Repository,
  options: VerifyOptions,
): AsyncGenerator<VerifiedExposure> {
  const { instrument, day_obs } = options;
  for await (const exposure of repository.eachExposure({ instrument, day_obs })) {
    yield await verifyExposure(repository, exposure, options);
  }
}

async function verifyExposure(
  repository: Repository,
  { instrument, id, obs_id }: ExposureRecord,
  options: VerifyOptions,
): Promise<VerifiedExposure> {
  const datasets = (await repository.datasets({ instrument, exposure: id })).filter(
    ({ run }) => options.run === undefined || run === options.run,
  );
  const read: (DescribedRaw | undefined)[] = [];
  const differences: Difference[] = [];
  const unread: { uri: string; error: Error }[] = [];
  const rest = datasets.entries();
  const lane = async () => {
    for (const [position, dataset] of rest) {
      const { uri, datasetType } = dataset;
      if (uri === null) {
        const key = { dataset_type: datasetType, ...dataset.dataId };
        differences.push({ table: 'file', key, field: 'row', stored: 'absent', computed: 'present' });
        continue;
      }
      try {
        read[position] = await describe(uri, dataset, options);
      } catch (error) {
        if (error instanceof RefusedFileError) {
          const computed = `refused: ${error.reason} (${error.code})`;
          differences.push({ table: 'file', key: { uri }, field: 'outcome', stored: 'ingested', computed });
        } else if ((error as { transient?: boolean }).transient) throw error;
        else unread.push({ uri, error: error as Error });
      }
    }
  };
  await Promise.all(Array.from({ length: options.concurrency ?? 64 }, lane));
  const files = read.filter((file) => file !== undefined);
  return {
    instrument,
    id,
    obs_id,
    files: files.length,
    differences: [...differences, ...(await compareWithRegistry(repository, files))],
    unread,
  };
}

/** What a file is was decided when it was ingested; its name may say otherwise. */
async function describe(
  uri: string,
  { datasetType, dataId }: StoredDataset,
  { open, native, visits = true }: VerifyOptions,
): Promise<DescribedRaw> {
  const { guider } = instrumentByName(dataId.instrument).files;
  const file = await open(uri);
  return native.prepare({
    ...file,
    uri,
    guider: datasetType === guider?.datasetType.name,
    visits: visits && file.visits !== false,
  });
}
