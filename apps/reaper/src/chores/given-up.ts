import type { Ledger } from '@footman/ledger';
import type { ObjectQueues } from '@footman/queue';

/** Files of a bucket that wait for a person. */
export interface GivenUpCount {
  /** By reason. */
  readonly dead: ReadonlyMap<string, number>;
  /** Whose content was replaced after ingest. */
  readonly corrected: number;
}

/** The code before an error's sentence. */
const REASON = /^([a-z]+(?:-[a-z]+)*): /;
/** The queue itself gives up only what has lost its workers again and again. */
const BY_THE_QUEUE = 'lost-workers';

/** Counts the files that wait for a person: as the ledger knows them, or the queue where there is no ledger or it's away. */
export async function countGivenUp(
  bucket: string,
  queues: Pick<ObjectQueues, 'failed'>,
  ledger: Pick<Ledger, 'givenUp'> | undefined,
): Promise<GivenUpCount> {
  const counts = new Map<string, number>();
  const count = (reason: string, n: number) => counts.set(reason, (counts.get(reason) ?? 0) + n);
  const told = await ledger?.givenUp(bucket).catch(() => undefined);
  if (told) {
    for (const { state, reason, count: n } of told) count(state === 'corrected' ? state : (reason ?? ''), n);
  } else {
    for await (const { reason } of queues.failed(bucket)) count(REASON.exec(reason)?.[1] ?? BY_THE_QUEUE, 1);
  }
  const corrected = counts.get('corrected') ?? 0;
  counts.delete('corrected');
  return { dead: counts, corrected };
}
