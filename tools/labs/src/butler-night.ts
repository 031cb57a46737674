import {
  createRepository,
  type ExposureDefinition,
  type FileDataset,
  type Repository,
} from '@footman/butler-client';
import { registerInstruments } from '@footman/obs-base';
import { GUIDER_RAW, instrumentByName } from '@footman/obs-lsst';
import pg from 'pg';

const CAMERA = instrumentByName('LSSTCam');
const HOUR_NS = 3_600_000_000_000n;
/** By which TAI is ahead of UTC. */
const TAI_NS = 37_000_000_000n;
const SCHEMA = 'butler';

/** A Butler on PostgreSQL with a night's exposures of LSSTCam, without anybody having ingested their files. */
export class ButlerNight {
  private constructor(
    readonly repo: string,
    readonly repository: Repository,
    private readonly night: number,
    private readonly database: pg.Client,
  ) {}

  /** @param repo a directory that isn't there yet. */
  static async create(repo: string, database: string, night: number): Promise<ButlerNight> {
    const repository = await createRepository(repo, { database, schema: SCHEMA });
    await registerInstruments(repository, [CAMERA.name]);
    const client = new pg.Client(database);
    await client.connect();
    return new ButlerNight(repo, repository, night, client);
  }

  /** The key of a detector's file of an exposure. */
  keyOf(seqNum: number, file: string): string {
    const obs = this.obsId(seqNum);
    return `${CAMERA.name}/${this.night}/${obs}/${obs}_${file}`;
  }

  /** Writes an exposure with files as if they had been ingested an hour ago: URIs and sizes, by detector. */
  async add(
    seqNum: number,
    files: readonly { readonly uri: string; readonly fileSize: number; readonly guider?: boolean }[],
  ): Promise<void> {
    const exposure = this.exposure(seqNum);
    const datasets = files.map(({ uri, fileSize, guider = false }, detector): FileDataset => {
      const kind = guider ? CAMERA.files.guider : CAMERA.files.raw;
      return {
        datasetType: kind?.datasetType ?? GUIDER_RAW,
        run: kind?.run ?? '',
        dataId: { instrument: CAMERA.name, detector, exposure: exposure.exposure.id },
        uri,
        fileSize,
        formatter: kind?.formatter ?? '',
      };
    });
    await this.repository.writeBatch({ exposures: [exposure], datasets });
  }

  /** Makes everything look as if it had been ingested an hour before it was. */
  async age(): Promise<void> {
    await this.database.query(`UPDATE ${SCHEMA}.dataset SET ingest_date = ingest_date - ${HOUR_NS}`);
  }

  async close(): Promise<void> {
    await this.database.end();
    await this.repository.close();
  }

  private obsId(seqNum: number): string {
    return `MC_O_${this.night}_${String(seqNum).padStart(6, '0')}`;
  }

  private exposure(seq_num: number): ExposureDefinition {
    const end = BigInt(Date.now()) * 1_000_000n + TAI_NS - 2n * HOUR_NS;
    const timespan = { begin: end - 30_000_000_000n, end };
    const group = `${this.obsId(seq_num)}-group`;
    const { night: day_obs } = this;
    const instrument = CAMERA.name;
    return {
      exposure: {
        instrument,
        id: day_obs * 100_000 + seq_num,
        day_obs,
        group,
        physical_filter: CAMERA.definition.physicalFilters[0]?.name ?? '',
        obs_id: this.obsId(seq_num),
        exposure_time: 30,
        dark_time: 30,
        observation_type: 'science',
        observation_reason: 'science',
        seq_num,
        seq_start: seq_num,
        seq_end: seq_num,
        target_name: null,
        science_program: null,
        tracking_ra: null,
        tracking_dec: null,
        sky_angle: null,
        azimuth: null,
        zenith_angle: null,
        has_simulated: false,
        can_see_sky: false,
        timespan,
      },
      group: { instrument, name: group },
      day_obs: { instrument, id: day_obs, timespan },
      visit: null,
    };
  }
}
