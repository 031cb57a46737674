import type { PrismaClient } from '../generated/client.js';
import type { ObjectState } from '../object-life.js';

/** An unusual step of an object. */
export interface HistoryStep {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly state: ObjectState;
  readonly attempt: number | null;
  readonly worker: string | null;
  readonly reason: string | null;
  readonly message: string | null;
}

/** The unusual steps of an object, the oldest first. */
export async function readHistory(prisma: PrismaClient, id: string): Promise<HistoryStep[]> {
  const steps = await prisma.history.findMany({
    where: { objectId: id },
    orderBy: [{ at: 'asc' }, { state: 'asc' }, { id: 'asc' }],
  });
  return steps.map(({ at, state, attempt, worker, reason, message }) => ({
    at: at.getTime(),
    state,
    attempt,
    worker,
    reason,
    message,
  }));
}
