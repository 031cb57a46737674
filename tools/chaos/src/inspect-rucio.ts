import { Client } from 'pg';
import type { Night } from './night.js';
import { RUCIO } from './servers/rucio.js';
import type { Site } from './site.js';
import type { StoredSums, Sums } from './stored-sums.js';

/** What Rucio knows, beside what it should. */
export interface RucioFindings {
  readonly files: number;
  readonly datasets: number;
  /** Keys of files that it doesn't know. */
  readonly missing: readonly string[];
  /** Those that aren't once at the RSE, in their dataset and in no other. */
  readonly misplaced: readonly string[];
  /** Those whose size or checksums aren't those of the stored object. */
  readonly different: readonly string[];
  /** DIDs of what nobody PUT. */
  readonly extra: readonly string[];
}

interface KnownFile extends Sums {
  readonly did: string;
  readonly datasets: readonly string[];
  /** RSE, path and state of each replica. */
  readonly replicas: readonly string[];
}

/** Its tables, and not the server: nobody's answers are looked for, and nothing is left out. */
const FILES = `
  SELECT f.scope || ':' || f.name AS did, f.bytes::float8 AS bytes, f.adler32, f.md5,
    ARRAY(SELECT c.scope || ':' || c.name FROM contents c WHERE c.child_scope = f.scope AND c.child_name = f.name) AS datasets,
    ARRAY(SELECT e.rse || ' ' || r.state FROM replicas r JOIN rses e ON e.id = r.rse_id
      WHERE r.scope = f.scope AND r.name = f.name AND r.bytes = f.bytes AND r.adler32 = f.adler32 AND r.md5 = f.md5) AS replicas
  FROM dids f WHERE f.did_type = 'F'`;
const DATASETS = `SELECT scope || ':' || name AS did FROM dids WHERE did_type <> 'F'`;

/** Compares Rucio with what was PUT; undefined where there is no Rucio. */
export async function inspectRucio(
  { rucioUrl }: Site,
  { keys }: Night,
  sums: StoredSums,
): Promise<RucioFindings | undefined> {
  if (rucioUrl === undefined) return undefined;
  const [files, datasets] = await read(rucioUrl);
  const wanted = [...keys].filter(isRegistered);
  const known = new Map(files.map((file) => [file.did, file]));
  const different = [];
  const misplaced = [];
  for (const key of wanted) {
    const file = known.get(didOf(key));
    if (!file) continue;
    const { bytes, adler32, md5 } = await sums.of(key);
    if (file.bytes !== bytes || file.adler32 !== adler32 || file.md5 !== md5) different.push(key);
    const places = [...file.datasets, ...file.replicas];
    if (places.length !== 2 || places[0] !== datasetOf(key) || places[1] !== AVAILABLE) misplaced.push(key);
  }
  const right = new Set([...wanted.map(didOf), ...wanted.map(datasetOf)]);
  return {
    files: files.length,
    datasets: datasets.length,
    missing: wanted.filter((key) => !known.has(didOf(key))),
    misplaced,
    different,
    extra: [...known.keys(), ...datasets].filter((did) => !right.has(did)),
  };
}

const AVAILABLE = `${RUCIO.RUCIO_RSE} A`;

/** Whether a file is for Rucio: guiders aren't, as the peer had it. */
export function isRegistered(key: string): boolean {
  return !key.includes('_guider');
}

function didOf(key: string): string {
  return `${RUCIO.RUCIO_SCOPE}:${key}`;
}

/** One for each hundred exposures of a day. Source: embargo-butler, `RucioInterface.register`. */
function datasetOf(key: string): string {
  const [instrument, day_obs, obs_id = ''] = key.split('/');
  return `${RUCIO.RUCIO_SCOPE}:Dataset/${instrument}/${day_obs}/${obs_id.slice(-6, -2)}`;
}

async function read(connectionString: string): Promise<readonly [readonly KnownFile[], readonly string[]]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const files = await client.query<KnownFile>(FILES);
    const datasets = await client.query<{ did: string }>(DATASETS);
    return [files.rows, datasets.rows.map(({ did }) => did)];
  } finally {
    await client.end();
  }
}
