import type { LedgerDatabase } from '../database/database.js';
import { LedgerError } from '../errors.js';
import type { Stage } from '../stage.js';
import { usableStage } from './usable-stage.js';
import { writeStages } from './write-stages.js';

/** Stages per statement. */
const CHUNK = 2000;

/**
 * Writes all stages that can be written and tells of the others.
 *
 * @throws LedgerUnavailableError where the database is away: then all of them may come again
 */
export async function recordStages(
  database: LedgerDatabase,
  stages: readonly Stage[],
  onUnusable: (stage: Stage, why: string) => void = () => undefined,
): Promise<void> {
  const usable: Stage[] = [];
  for (const stage of stages) {
    const checked = usableStage(stage);
    if (typeof checked === 'string') onUnusable(stage, checked);
    else usable.push(checked);
  }
  for (let i = 0; i < usable.length; i += CHUNK) {
    await writeOrHalve(database, usable.slice(i, i + CHUNK), onUnusable);
  }
}

/** What the database refuses for its values is halved until the culprit stands alone. */
async function writeOrHalve(
  database: LedgerDatabase,
  stages: readonly Stage[],
  onUnusable: (stage: Stage, why: string) => void,
): Promise<void> {
  try {
    await database.run((prisma) => writeStages(prisma, stages));
  } catch (error) {
    if (!(error instanceof LedgerError) || error.code !== 'ledger.value') throw error;
    const [only] = stages;
    if (stages.length === 1 && only) return onUnusable(only, error.message);
    const half = Math.ceil(stages.length / 2);
    await writeOrHalve(database, stages.slice(0, half), onUnusable);
    await writeOrHalve(database, stages.slice(half), onUnusable);
  }
}
