import type { HistoryStep, LedgerObject } from '@footman/ledger';
import { ObjectStore, ObjectStoreError, type StoredObject } from '@footman/object-store';
import { jobId, type JobPlace, noticeOfListed, type ObjectNotice } from '@footman/queue';
import { type Refusal, refusalsOf } from '../feeds/refusals-of.js';
import type { Site } from '../site/site.js';
import { noticeOf } from './unfinished-files.js';

/** All that bucket, queue and ledger know of a key. */
export interface FileStory {
  readonly bucket: string;
  readonly key: string;
  /** Null if there is no such object; undefined if nobody can say. */
  readonly stored: StoredObject | null | undefined;
  /** One for each content that the key has had, as far as it is known; the one in the bucket last. */
  readonly contents: readonly ContentStory[];
  /** What couldn't be asked, and why. */
  readonly unknown: readonly string[];
}

/** One content of a key. */
export interface ContentStory {
  readonly notice: ObjectNotice;
  /** What the ledger knows; null if nothing, undefined if nobody can say. */
  readonly object: LedgerObject | null | undefined;
  /** The unusual steps, oldest first. */
  readonly history: readonly HistoryStep[];
  /** Null if it has no job; undefined if nobody can say. */
  readonly job: JobPlace | null | undefined;
  /** What the queue says of a failed job that the ledger knows nothing of. */
  readonly failure: string | null;
  /** Who is told of files and wouldn't take this one; empty where nobody can say. */
  readonly refusals: readonly Refusal[];
}

/** Asks bucket, queue and ledger about a key; who is away is left out. */
export async function fileStory(
  { site, store }: { readonly site: Site; readonly store: ObjectStore },
  bucket: string,
  key: string,
): Promise<FileStory> {
  const unknown: string[] = [];
  if (!site.ledger) unknown.push(`the ledger: ${site.ledgerStatus.problem}`);
  if (!site.queues) unknown.push(`the queue: ${site.queueStatus.problem}`);
  const stored = await store.head(bucket, key).catch((error: unknown) => {
    if (!(error instanceof ObjectStoreError)) throw error;
    if (error.code === 'object-not-found') return null;
    unknown.push(`the bucket: ${error.message}`);
    return undefined;
  });
  const objects = (await site.ledger?.find(bucket, [key])) ?? [];
  const known = objects.sort((a, b) => a.at - b.at).map((object) => ({ object, notice: noticeOf(object) }));
  const fresh =
    stored && !objects.some(({ etag }) => etag === stored.etag) ? [noticeOfListed(bucket, stored)] : [];
  const entries = [...known, ...fresh.map((notice) => ({ object: site.ledger ? null : undefined, notice }))];
  const jobs = await site.queues?.states(
    bucket,
    entries.map(({ notice }) => notice),
  );
  const refusals = site.queues ? await refusalsOf(site.queues, bucket, key) : [];
  const contents = await Promise.all(
    entries.map(async ({ object, notice }) => {
      const job = jobs && (jobs.get(jobId(notice)) ?? null);
      return {
        notice,
        object,
        history: object && site.ledger ? await site.ledger.history(object.id) : [],
        job,
        refusals: refusals.filter(({ etag }) => etag === undefined || etag === notice.etag),
        failure: !object && job?.state === 'failed' ? await failureOf(site, notice) : null,
      };
    }),
  );
  return { bucket, key, stored, contents, unknown };
}

async function failureOf({ queues }: Site, { bucket, key, etag }: ObjectNotice): Promise<string | null> {
  for await (const { notice, reason } of queues?.failed(bucket) ?? [])
    if (notice.key === key && notice.etag === etag) return reason;
  return null;
}
