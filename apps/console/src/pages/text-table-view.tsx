import type { TextTable } from '@footman/operator';
import type { ComponentChildren } from 'preact';

interface TextTableViewProps {
  readonly table: TextTable;
  readonly caption: string;
  /** Columns that name the row. @default 1 */
  readonly names?: number;
  /** What a cell shows instead of its text. */
  readonly cell?: (row: number, column: number) => ComponentChildren;
}

/** A table in words; on a narrow screen each row becomes a block, whose cells say what they are. */
export function TextTableView({ table: { head, rows }, caption, names = 1, cell }: TextTableViewProps) {
  if (rows.length === 0) return <p class="nothing">{`No ${head[0]}s yet.`}</p>;
  const numeric = head.map((_, column) => rows.every((row) => isNumber(row[column])));
  const kind = (column: number) => (numeric[column] ? 'number' : head[column] === 'age' ? 'age' : undefined);
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {head.map((name, column) => (
            <th key={column} scope="col" class={kind(column)}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          <tr key={at}>
            {row.map((text, column) => {
              const shown = cell?.(at, column) ?? text;
              return column < names ? (
                <th key={column} scope="row">
                  {shown}
                </th>
              ) : (
                <td key={column} class={kind(column)} data-label={labelOf(head, column)}>
                  {shown}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A number, or one that nobody knows. */
function isNumber(cell: string | number | undefined): boolean {
  return typeof cell === 'number' || cell === '?';
}

/** A column that continues the one before it, such as `15 min` after `received: 1 min`, is named in full where it stands alone. */
function labelOf(head: readonly string[], column: number): string {
  const [subject, rest] = (head[column - 1] ?? '').split(': ');
  const name = head[column] ?? '';
  return rest === undefined || name.includes(':') || !/^\d/.test(name) ? name : `${subject}: ${name}`;
}
