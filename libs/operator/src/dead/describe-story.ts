import type { HistoryStep, LedgerObject } from '@footman/ledger';
import { age } from '../site/age.js';
import { utc } from '../site/utc.js';
import type { TextTable } from '../text/text-table.js';
import type { ContentStory, FileStory } from './file-story.js';
import { remediesFor } from './remedy.js';
import { saying } from './saying.js';

/** A file's story in words, the same for a terminal and a page. */
export interface StoryText {
  /** `[profile@]bucket/key`. */
  readonly file: string;
  readonly lines: readonly StoryLine[];
  readonly contents: readonly ContentText[];
  /** Who couldn't be asked, a sentence each. */
  readonly unknown: readonly string[];
}

/** What is said of a content of the file. */
export interface ContentText {
  readonly title: string;
  readonly lines: readonly StoryLine[];
  /** In order, each time with what passed since the one before: where the seconds went. */
  readonly times: TextTable | null;
  readonly history: TextTable | null;
}

/** Something that is said under a name; more to the same has an empty one. */
export type StoryLine = readonly [name: string, text: string];

/** Says all that is known of a file. */
export function describeStory(story: FileStory, now: number): StoryText {
  const { bucket, key, stored, contents, unknown } = story;
  return {
    file: `${bucket}/${key}`,
    lines: [
      ['bucket', inBucket(story)],
      ...(contents.length === 0
        ? [['known', 'nothing: neither is it there, nor did anybody hear of it'] as const]
        : []),
    ],
    contents: contents.map((content) =>
      describeContent(content, stored ? content.notice.etag === stored.etag : undefined, now),
    ),
    unknown: unknown.map((what) => `could not be asked: ${what}`),
  };
}

function inBucket({ stored }: FileStory): string {
  if (stored === undefined) return 'could not be asked';
  if (stored === null) return 'there is no such object';
  return `${stored.size} bytes, etag ${stored.etag}, written ${utc(stored.lastModified.getTime())} UTC`;
}

function describeContent(
  { notice, object, history, job, failure, refusals }: ContentStory,
  current: boolean | undefined,
  now: number,
): ContentText {
  const which =
    current === undefined ? '' : current ? ', which is in the bucket' : ', which is no longer in the bucket';
  const lines: StoryLine[] = [];
  if (job !== undefined) lines.push(['queue', job ? `${job.state}, ${job.lane} lane` : 'no job']);
  if (failure) lines.push(['failure', failure]);
  const { state = null, reason = null } = object ?? {};
  if (object) lines.push(...describeObject(object, now));
  else if (object === null) lines.push(['ledger', 'knows nothing of it']);
  lines.push(
    ...refusals.map(
      ({ feed, at, reason: why }, index) =>
        [index === 0 ? 'refused' : '', `by ${feed}, ${age(at, now)} ago: ${why}`] as const,
    ),
  );
  const refusedBy = [...new Set(refusals.map(({ feed }) => feed))];
  const [first = '', ...others] = remediesFor({ notice, state, reason, job, refusedBy });
  lines.push(['to do', first], ...others.map((other) => ['', other] as const));
  return {
    title: `content with etag ${notice.etag}${which}`,
    lines,
    times: object ? describeTimes(object) : null,
    history: history.length > 0 ? describeHistory(history) : null,
  };
}

function describeObject(object: LedgerObject, now: number): StoryLine[] {
  const { state, at, reason, message, attempt, worker } = object;
  const what = reason && reason !== state ? `${state}: ${reason}` : state;
  return [
    ['state', `${what}, since ${utc(at)} UTC (${age(at, now)} ago)`],
    ...(message ? [['message', saying(reason, message)] as const] : []),
    ...(attempt === null ? [] : [['attempts', String(attempt)] as const]),
    ...(worker ? [['worker', worker] as const] : []),
    ['exposure', exposureOf(object)],
  ];
}

function exposureOf({ instrument, night, exposure }: LedgerObject): string {
  const named = [exposure, night && `night ${night}`, instrument].filter(Boolean).join(', ');
  return named || "the key doesn't tell";
}

function describeTimes({ times }: LedgerObject): TextTable {
  const steps = Object.entries(times).sort(([, a], [, b]) => a - b);
  let before: number | undefined;
  return {
    head: ['step', 'time (UTC)', 'after'],
    rows: steps.map(([step, at]) => {
      const after = before === undefined ? '' : `${((at - before) / 1000).toFixed(3)} s`;
      before = at;
      return [step, utc(at), after];
    }),
  };
}

function describeHistory(history: readonly HistoryStep[]): TextTable {
  return {
    head: ['history (UTC)', 'state', 'attempt', 'reason', 'worker', 'message'],
    rows: history.map(({ at, state, attempt, reason, worker, message }) => [
      utc(at),
      state,
      attempt ?? '',
      reason ?? '',
      worker ?? '',
      saying(reason, message),
    ]),
  };
}
