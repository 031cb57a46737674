import type { PrismaClient } from './generated/client.js';

/** One comparison of a night in a bucket with the Butler. */
export interface NewReconciliation {
  readonly bucket: string;
  /** The observing day, YYYYMMDD. */
  readonly night: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Objects in the bucket that belong in the Butler. */
  readonly listed: number;
  readonly inButler: number;
  /** Objects that the Butler lacks, by cause. */
  readonly missing: Readonly<Record<string, number>>;
  /** Of these, how many were queued again. */
  readonly queued: number;
  /** Lost objects per million of those listed. */
  readonly ppm: number;
}

/** A comparison as it was kept. */
export interface Reconciliation extends NewReconciliation {
  readonly id: string;
}

/** Which comparisons. */
export interface ReconciliationFilter {
  readonly bucket?: string;
  readonly night?: number;
  /** @default 100 */
  readonly limit?: number;
}

/** Keeps a comparison. */
export async function keepReconciliation(prisma: PrismaClient, result: NewReconciliation): Promise<void> {
  const { bucket, night, at, listed, inButler, missing, queued, ppm } = result;
  await prisma.reconciliation.create({
    data: { bucket, night, at: new Date(at), listed, inButler, missing: { ...missing }, queued, ppm },
  });
}

/** Comparisons, the newest first. */
export async function listReconciliations(
  prisma: PrismaClient,
  { bucket, night, limit = 100 }: ReconciliationFilter,
): Promise<Reconciliation[]> {
  const rows = await prisma.reconciliation.findMany({
    where: { bucket, night },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return rows.map((row) => ({
    ...row,
    id: String(row.id),
    at: row.at.getTime(),
    missing: row.missing as Record<string, number>,
  }));
}
