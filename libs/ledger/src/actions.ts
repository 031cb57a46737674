import type { Prisma, PrismaClient } from './generated/client.js';
import type { Page, PageOf } from './read/page.js';
import { readCursor, writeCursor } from './read/page.js';

/** Something that a person changed. */
export interface NewAction {
  readonly who: string;
  readonly why: string;
  /** What was called, without secrets. */
  readonly command: string;
  readonly bucket?: string | null;
  /** What it was called for: as JSON can hold it. */
  readonly selection: Readonly<Record<string, unknown>>;
  /** Objects that it changed. */
  readonly count: number;
}

/** An action as it was kept. */
export interface LedgerAction extends NewAction {
  readonly id: string;
  /** Milliseconds since the epoch, by the database's clock. */
  readonly at: number;
  readonly bucket: string | null;
}

/** Which actions. */
export interface ActionFilter {
  readonly bucket?: string;
  readonly who?: string;
}

/** Keeps an action. */
export async function keepAction(prisma: PrismaClient, action: NewAction): Promise<void> {
  const { who, why, command, bucket = null, selection, count } = action;
  await prisma.action.create({
    data: { who, why, command, bucket, count, selection: selection as Prisma.InputJsonObject },
  });
}

/** Actions, the newest first. */
export async function listActions(
  prisma: PrismaClient,
  { bucket, who }: ActionFilter,
  { limit = 100, after }: Page,
): Promise<PageOf<LedgerAction>> {
  const before = after === undefined ? undefined : BigInt(readCursor(after, 1)[0] as string);
  const rows = await prisma.action.findMany({
    where: { bucket, who, ...(before !== undefined && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const items = rows.slice(0, limit).map((row) => ({
    ...row,
    id: String(row.id),
    at: row.at.getTime(),
    selection: row.selection as Record<string, unknown>,
  }));
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? writeCursor([last.id]) : null };
}
