import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** What a row says that has no test. */
const NONE = 'nothing to hold yet';

/** The rows of all tables: what it is, how it was, how it is, and what holds it. */
const rows = readFileSync(`${ROOT}docs/compatibility.md`, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .map((line) =>
    line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  )
  .filter(([, , , heldBy]) => heldBy !== 'held by');

describe('the tables of compatibility', () => {
  it('have what it is, how it was, how it is, and what holds it', () => {
    expect(rows.length).toBeGreaterThan(40);
    expect(rows.filter((cells) => cells.length !== 4 || cells.some((cell) => cell === ''))).toEqual([]);
  });

  it('lack a test only where there is nothing of ours yet', () => {
    const untested = rows.filter(([, , , heldBy]) => heldBy === NONE);
    expect(untested.filter(([, , ours]) => !ours?.startsWith('not yet'))).toEqual([]);
  });

  it.each(rows.filter(([, , , heldBy]) => heldBy !== NONE))('%s', (_what, _theirs, _ours, heldBy = '') => {
    const [, file = '', title = ''] = /^`([^`]+)`: (.+)$/.exec(heldBy) ?? [];
    const source = readFileSync(`${ROOT}${file}`, 'utf8');
    expect([`'${title}'`, `"${title}"`].some((quoted) => source.includes(quoted))).toBe(true);
  });
});
