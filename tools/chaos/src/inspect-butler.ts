import { type Repository, openRepository } from '@footman/butler-client';
import { Client } from 'pg';
import type { Site } from './site.js';

/** What should be in the Butler. */
export interface Expectation {
  /** Keys of all FITS files. */
  readonly keys: ReadonlySet<string>;
  readonly obs_ids: readonly string[];
  /** How many detectors have a region in each visit. */
  readonly regions: number;
}

/** What is in the Butler, beside what should be. */
export interface ButlerFindings {
  readonly expected: number;
  /** Datasets, and file records of whatever dataset. */
  readonly datasets: number;
  readonly fileRecords: number;
  readonly exposures: number;
  readonly visits: number;
  /** Keys without a dataset, with more than one, and URIs that nobody PUT. */
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly extra: readonly string[];
  /** Exposures that aren't there once with one whole visit. */
  readonly incomplete: readonly string[];
}

/** Compares the Butler with what was PUT. */
export async function inspectButler(site: Site, expected: Expectation): Promise<ButlerFindings> {
  const repository = await openRepository(site.repository);
  try {
    return await compare(repository, site, expected);
  } finally {
    await repository.close();
  }
}

async function compare(
  repository: Repository,
  { bucket, instrument, butlerUrl }: Site,
  { keys, obs_ids, regions }: Expectation,
): Promise<ButlerFindings> {
  const prefix = `s3://${bucket}/`;
  const [datasets, exposures, visits, fileRecords] = await Promise.all([
    repository.datasets(),
    repository.exposures(),
    repository.visits(),
    count(butlerUrl, 'butler.file_datastore_records'),
  ]);
  const times = new Map<string, number>();
  for (const { uri } of datasets) times.set(uri ?? '', (times.get(uri ?? '') ?? 0) + 1);
  const stored = (key: string) => times.get(`${prefix}${key}`) ?? 0;
  const incomplete = [];
  for (const obs_id of obs_ids) {
    const of = visits.filter(({ name }) => name === obs_id);
    const [visit] = of;
    const once = exposures.filter((exposure) => exposure.obs_id === obs_id).length === 1 && of.length === 1;
    const whole = visit && (await repository.detectorRegionCount(instrument, visit.id)) === regions;
    if (!once || !whole) incomplete.push(obs_id);
  }
  return {
    expected: keys.size,
    datasets: datasets.length,
    fileRecords,
    exposures: exposures.length,
    visits: visits.length,
    lost: [...keys].filter((key) => stored(key) === 0),
    doubled: [...keys].filter((key) => stored(key) > 1),
    extra: [...times.keys()].filter((uri) => !uri.startsWith(prefix) || !keys.has(uri.slice(prefix.length))),
    incomplete,
  };
}

async function count(connectionString: string, table: string): Promise<number> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
    return rows[0]?.n ?? 0;
  } finally {
    await client.end();
  }
}
