import type { HistoryStep, LedgerObject } from '@footman/ledger';
import { age, type ContentStory, type FileStory, remediesFor, saying, utc } from '@footman/operator';
import { table } from '../table.js';

/** A file's story for a terminal. */
export function formatStory(story: FileStory, now: number): string {
  const { bucket, key, stored, contents, unknown } = story;
  return [
    `${bucket}/${key}`,
    line('bucket', inBucket(story)),
    ...(contents.length === 0
      ? [line('known', 'nothing: neither is it there, nor did anybody hear of it')]
      : []),
    ...contents.flatMap((content) => [
      '',
      ...formatContent(content, stored ? content.notice.etag === stored.etag : undefined, now),
    ]),
    ...(unknown.length > 0 ? ['', ...unknown.map((what) => `could not be asked: ${what}`)] : []),
    '',
  ].join('\n');
}

function inBucket({ stored }: FileStory): string {
  if (stored === undefined) return 'could not be asked';
  if (stored === null) return 'there is no such object';
  return `${stored.size} bytes, etag ${stored.etag}, written ${utc(stored.lastModified.getTime())} UTC`;
}

function formatContent(
  { notice, object, history, job, failure }: ContentStory,
  current: boolean | undefined,
  now: number,
): string[] {
  const which =
    current === undefined ? '' : current ? ', which is in the bucket' : ', which is no longer in the bucket';
  const lines = [`content with etag ${notice.etag}${which}`];
  if (job !== undefined) lines.push(line('queue', job ? `${job.state}, ${job.lane} lane` : 'no job'));
  if (failure) lines.push(line('failure', failure));
  const { state = null, reason = null } = object ?? {};
  if (object) lines.push(...formatObject(object, now));
  else if (object === null) lines.push(line('ledger', 'knows nothing of it'));
  const [first = '', ...others] = remediesFor({ notice, state, reason, job });
  lines.push(line('to do', first), ...others.map((other) => line('', other)));
  if (!object) return lines;
  lines.push('');
  lines.push(formatTimes(object));
  if (history.length > 0) lines.push('', formatHistory(history));
  return lines;
}

function formatObject(object: LedgerObject, now: number): string[] {
  const { state, at, reason, message, attempt, worker } = object;
  const what = reason && reason !== state ? `${state}: ${reason}` : state;
  return [
    line('state', `${what}, since ${utc(at)} UTC (${age(at, now)} ago)`),
    ...(message ? [line('message', saying(reason, message))] : []),
    ...(attempt === null ? [] : [line('attempts', String(attempt))]),
    ...(worker ? [line('worker', worker)] : []),
    line('exposure', exposureOf(object)),
  ];
}

function exposureOf({ instrument, night, exposure }: LedgerObject): string {
  const named = [exposure, night && `night ${night}`, instrument].filter(Boolean).join(', ');
  return named || "the key doesn't tell";
}

/** In order, each time with what passed since the one before: where the seconds went. */
function formatTimes({ times }: LedgerObject): string {
  const steps = Object.entries(times).sort(([, a], [, b]) => a - b);
  let before: number | undefined;
  return table(
    ['step', 'time (UTC)', 'after'],
    steps.map(([step, at]) => {
      const after = before === undefined ? '' : `${((at - before) / 1000).toFixed(3)} s`;
      before = at;
      return [step, utc(at), after];
    }),
  );
}

function formatHistory(history: readonly HistoryStep[]): string {
  return table(
    ['history (UTC)', 'state', 'attempt', 'reason', 'worker', 'message'],
    history.map(({ at, state, attempt, reason, worker, message }) => [
      utc(at),
      state,
      attempt ?? '',
      reason ?? '',
      worker ?? '',
      saying(reason, message),
    ]),
  );
}

function line(name: string, text: string): string {
  return `  ${name.padEnd(9)} ${text}`;
}
