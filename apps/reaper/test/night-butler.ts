import {
  createRepository,
  type ExposureDefinition,
  type FileDataset,
  type Repository,
} from '@footman/butler-client';
import type { EmbeddedServer } from '@footman/embedded';
import { formatS3Uri } from '@footman/object-store';
import { instrumentByName } from '@footman/obs-lsst';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CAMERA = instrumentByName('LSSTCam');

/** A Butler repository that nights are written to, without headers. */
export interface NightButler {
  readonly repo: string;
  readonly repository: Repository;
  close(): Promise<void>;
}

/** A file that is to be in the Butler. */
export interface NightFile {
  readonly exposure: number;
  readonly detector: number;
  readonly key: string;
}

/** Makes a repository with LSSTCam; on SQLite, unless a database is given. */
export async function createNightButler(database?: EmbeddedServer): Promise<NightButler> {
  const directory = await mkdtemp(join(tmpdir(), 'footman-reaper-'));
  const repo = join(directory, 'repo');
  const repository = await createRepository(
    repo,
    database ? { database: database.url, schema: 'butler' } : {},
  );
  await repository.registerInstrument(CAMERA.definition);
  return {
    repo,
    repository,
    close: async () => {
      await repository.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Writes files of a night's exposures, with these but without visits. */
export async function writeFiles(
  { repository }: Pick<NightButler, 'repository'>,
  { bucket, night, obsId }: { readonly bucket: string; readonly night: number; obsId(n: number): string },
  files: readonly NightFile[],
): Promise<void> {
  const exposures = [...new Set(files.map(({ exposure }) => exposure))];
  await repository.writeBatch({
    exposures: exposures.map((n) => definition(night, n, obsId(n))),
    datasets: files.map(({ exposure, detector, key }) => dataset(bucket, night, exposure, detector, key)),
  });
}

function dataset(bucket: string, night: number, n: number, detector: number, key: string): FileDataset {
  const { raw, guider } = CAMERA.files;
  const kind = CAMERA.detectors[detector]?.purpose === 'GUIDER' && guider ? guider : raw;
  return {
    datasetType: kind.datasetType,
    run: kind.run,
    dataId: {
      instrument: CAMERA.name,
      detector: CAMERA.detectors[detector]?.id ?? -1,
      exposure: exposureId(night, n),
    },
    uri: formatS3Uri(bucket, key),
    formatter: kind.formatter,
    fileSize: 23040,
  };
}

const exposureId = (night: number, n: number): number => night * 100_000 + n + 1;

function definition(night: number, n: number, obs_id: string): ExposureDefinition {
  const instrument = CAMERA.name;
  const begin = 1_763_244_000_000_000_000n + BigInt(n) * 30_000_000_000n;
  return {
    day_obs: { instrument, id: night, timespan: { begin, end: begin + 1n } },
    group: { instrument, name: obs_id },
    visit: null,
    exposure: {
      instrument,
      id: exposureId(night, n),
      day_obs: night,
      group: obs_id,
      physical_filter: CAMERA.definition.physicalFilters[0]?.name ?? '',
      obs_id,
      exposure_time: 15,
      dark_time: 15,
      observation_type: 'dark',
      observation_reason: 'simulated',
      seq_num: n + 1,
      seq_start: n + 1,
      seq_end: n + 1,
      target_name: null,
      science_program: 'simulated',
      tracking_ra: null,
      tracking_dec: null,
      sky_angle: null,
      azimuth: null,
      zenith_angle: null,
      has_simulated: true,
      can_see_sky: false,
      timespan: { begin, end: begin + 15_000_000_000n },
    },
  };
}
