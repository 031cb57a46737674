import { Prisma } from '../generated/client.js';

/** The names of all buckets, by one step in the index for each. */
export const BUCKETS = Prisma.sql`
  RECURSIVE step (bucket) AS (
    (SELECT bucket FROM object ORDER BY bucket LIMIT 1)
    UNION ALL
    SELECT (SELECT o.bucket FROM object o WHERE o.bucket > step.bucket ORDER BY o.bucket LIMIT 1) FROM step WHERE step.bucket IS NOT NULL
  ), buckets AS (SELECT bucket FROM step WHERE bucket IS NOT NULL)`;
