import pg from 'pg';

/** Files of an exposure. */
const FILES = 205;

/** Fills a ledger with nights from 20260000 on, whose objects are in the Butler but for a tenth that is ignored and a few that are dead. */
export async function fillLedger(url: string, objects: number, perNight: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `INSERT INTO object (id, bucket, key, etag, size, instrument, night, exposure, step, step_at, step_weight, step_digest, attempt, worker,
                         event_at, received_at, queued_at, read_at, ingested_at, visit_at)
     SELECT 'o' || left(encode(sha256(i::text::bytea), 'base64'), 32), 'bucket0', format('LSSTCam/%s/%s/%s_R22_S%s.fits', night, obs, obs, i % $2),
            md5(i::text), 12000000, 'LSSTCam', night, obs,
            (CASE WHEN i % 10000 = 0 THEN 'dead' WHEN i % 10 = 0 THEN 'ignored' ELSE 'ingested' END)::object_state, at, 1, gen_random_uuid(), 1,
            'ingest-7d9c5b-x2x4v:1', at, at, at, at, CASE WHEN i % 10 <> 0 THEN at END, at
     FROM (SELECT i, 20260000 + i / $1::int AS night, '2026-01-01T00:00:00Z'::timestamptz + i * interval '0.4 s' AS at,
                  format('MC_O_%s_%s', 20260000 + i / $1::int, lpad(((i % $1::int) / $2)::text, 6, '0')) AS obs
           FROM generate_series(1, $3::int) AS i) AS made`,
    [perNight, FILES, objects],
  );
  await client.query('VACUUM ANALYZE object');
  await client.end();
}
