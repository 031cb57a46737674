import Table from 'cli-table3';

/** A plain table for a terminal: numbers to the right, no lines, no colours, so that it pastes well into a chat. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  if (rows.length === 0) return `no ${head[0]}s yet`;
  const numeric = head.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
  const drawn = new Table({
    head: [...head],
    colAligns: numeric.map((right) => (right ? 'right' : 'left')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: BARE,
  });
  drawn.push(...rows.map((row) => [...row]));
  return drawn.toString().replace(/ +$/gm, '');
}

const BARE = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
