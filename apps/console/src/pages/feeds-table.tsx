import type { TextTable } from '@footman/operator';
import { refusedLink } from './links.js';
import { TextTableView } from './text-table-view.js';

interface FeedsTableProps {
  readonly base: string;
  readonly table: TextTable;
}

/** How feeds stand; what was refused has its list behind it. */
export function FeedsTable({ base, table }: FeedsTableProps) {
  return (
    <TextTableView
      table={table}
      caption="Who is told of files"
      cell={(row, column) => {
        const count = table.rows[row]?.[column];
        if (table.head[column] !== 'refused' || count === 0) return undefined;
        return (
          <a class="trouble" href={refusedLink(base, { feed: String(table.rows[row]?.[0]) })}>
            {count}
          </a>
        );
      }}
    />
  );
}
