import { diffLines } from 'diff';
import picocolors from 'picocolors';
import { stringify } from 'yaml';
import type { Change } from './change.js';

const MARKS: Readonly<Record<Change['action'], string>> = {
  create: '+',
  change: '~',
  'put-again': '>',
  remove: '-',
};

/** Changes as a difference, as `diff` shows it. */
export function formatChanges(changes: readonly Change[], colour: boolean): string {
  const { green, red, yellow, dim } = picocolors.createColors(colour);
  const paint = { '+': green, '-': red, '~': yellow, '>': yellow, ' ': dim };
  const line = (mark: string, indent: string, text: string) =>
    paint[mark as keyof typeof paint](`${indent}${mark} ${text}`);
  return changes
    .flatMap(({ action, kind, name, bucket, reason, before, after }) => {
      const where = bucket === undefined ? '' : ` of bucket ${bucket}`;
      const why = reason === undefined ? '' : `: ${reason}`;
      const again = action === 'put-again' ? ' is put again' : '';
      const head = line(MARKS[action], '  ', `${kind} ${name}${where}${again}${why}`);
      if (action === 'put-again') return [head];
      const parts = diffLines(text(before), text(after));
      return [
        head,
        ...parts.flatMap(({ value, added, removed }) =>
          value
            .trimEnd()
            .split('\n')
            .map((each) => line(added ? '+' : removed ? '-' : ' ', '      ', each)),
        ),
      ];
    })
    .map((each) => `${each}\n`)
    .join('');
}

function text(value: object | null): string {
  return value === null ? '' : stringify(value, { lineWidth: 0 });
}
