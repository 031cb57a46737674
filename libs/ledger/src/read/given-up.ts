import type { PrismaClient } from '../generated/client.js';

/** How many objects wait for a person for one reason. */
export interface GivenUp {
  readonly state: 'dead' | 'corrected';
  readonly reason: string | null;
  readonly count: number;
}

/** Why objects of a bucket wait for a person; those that wait for their exposure aside. */
export async function readGivenUp(prisma: PrismaClient, bucket: string): Promise<GivenUp[]> {
  return await prisma.$queryRaw<GivenUp[]>`
    SELECT state, reason, count(*)::int AS count FROM object
    WHERE state IN ('dead', 'corrected') AND bucket = ${bucket} GROUP BY state, reason ORDER BY state, reason`;
}
