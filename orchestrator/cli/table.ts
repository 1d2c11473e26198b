import Table from 'cli-table3';
import pc from './colors.ts';

/** A column: its title, and whether it holds numbers. */
export type Column = string | { right: string };

/** Rows under bold titles, or the words for where there are none. */
export function table(columns: readonly Column[], rows: string[][], none: string): string {
  if (rows.length === 0) return none;
  const drawn = new Table({
    head: columns.map((column) => pc.bold(typeof column === 'string' ? column : column.right)),
    colAligns: columns.map((column) => (typeof column === 'string' ? 'left' : 'right')),
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 2 },
    chars: BARE,
  });
  drawn.push(...rows);
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

// Columns apart by two spaces and nothing drawn: rows can be read, copied, and taken apart by awk.
const BARE = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '' },
};
