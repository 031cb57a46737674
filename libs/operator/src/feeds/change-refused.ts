import type { RefusedMessage } from '@footman/queue';
import type { ChangeOptions } from '../site/change-options.js';
import { LedgerRecord } from '../site/ledger-record.js';
import { patiently } from '../site/patiently.js';
import type { Site } from '../site/site.js';
import { queueOfFeed, type RefusedFilter, refusedMessages } from './refused-messages.js';

/** What became of refused messages, or would. */
export interface RefusedChange {
  readonly command: 'feeds retry' | 'feeds forget';
  readonly feed: string;
  readonly dryRun: boolean;
  /** How many messages, and how many files are in them. */
  readonly messages: number;
  readonly files: number;
  /** The first of them. */
  readonly shown: readonly RefusedMessage[];
  /** Why it isn't in the ledger; null if it is. */
  readonly notRecorded: string | null;
}

/** Which messages to change, and for whom. */
export interface RefusedChangeOptions extends ChangeOptions {
  readonly filter: RefusedFilter;
  /** So many of the messages are told. */
  readonly limit: number;
  /** Hears how many messages are done. */
  readonly onProgress?: (done: number) => void;
}

/** So many are changed before it is said how far it has come. */
const CHUNK = 500;

/** Sends refused messages to their consumer again. */
export function retryRefused(site: Site, options: RefusedChangeOptions): Promise<RefusedChange> {
  return change(site, 'feeds retry', options);
}

/** Gives up refused messages for good: whom they were for will never hear of these files by this feed. */
export function forgetRefused(site: Site, options: RefusedChangeOptions): Promise<RefusedChange> {
  return change(site, 'feeds forget', options);
}

async function change(
  site: Site,
  command: RefusedChange['command'],
  { filter, limit, dryRun = false, onProgress, ...options }: RefusedChangeOptions,
): Promise<RefusedChange> {
  const { messages: queues } = site.needQueues();
  const queue = await queueOfFeed(site, filter.feed);
  const record = new LedgerRecord(site, options);
  const shown: RefusedMessage[] = [];
  // All are known before the first is sent: what is refused once more doesn't come round again.
  const chosen: { readonly id: string; readonly files: number }[] = [];
  for await (const message of refusedMessages(site, filter)) {
    chosen.push({ id: message.id, files: message.items.length });
    if (shown.length < limit) shown.push(message);
  }
  const done = dryRun ? chosen : [];
  try {
    while (done.length < chosen.length) {
      const chunk = chosen.slice(done.length, done.length + CHUNK);
      const ids = chunk.map(({ id }) => id);
      await patiently(() =>
        command === 'feeds retry' ? queues.retry(queue, ids) : queues.forget(queue, ids),
      );
      done.push(...chunk);
      onProgress?.(done.length);
    }
  } finally {
    // What was done before something went away is done.
    if (!dryRun && done.length > 0)
      await record.act({ command, selection: { ...filter }, count: filesIn(done) });
  }
  return {
    command,
    feed: filter.feed,
    dryRun,
    messages: done.length,
    files: filesIn(done),
    shown,
    notRecorded: dryRun ? null : record.problem,
  };
}

function filesIn(messages: readonly { readonly files: number }[]): number {
  return messages.reduce((sum, { files }) => sum + files, 0);
}
