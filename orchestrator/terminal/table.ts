import stringWidth from 'string-width';
import pc from './colors.ts';

/** A title, or `right` with the title of a column of numbers. */
export type Column = string | { right: string };

/** Two spaces between columns and no lines, so that rows can be copied and split by awk. */
const GAP = '  ';

/** Rows under bold titles; `none` if there are no rows. A cell may have several lines, colours and wide characters. */
export function table(columns: readonly Column[], rows: string[][], none: string): string {
  if (rows.length === 0) return none;
  const titles = columns.map((column) =>
    pc.bold(typeof column === 'string' ? column : column.right),
  );
  const lines = [titles, ...rows].flatMap((row) => linesOf(row, columns.length));
  const widths = columns.map(() => 0);
  const measured = lines.map((line) =>
    line.map((text, column) => {
      const width = stringWidth(text);
      widths[column] = Math.max(widths[column] ?? 0, width);
      return { text, width };
    }),
  );
  return measured
    .map((line) =>
      line
        .map(({ text, width }, column) => {
          const space = ' '.repeat((widths[column] ?? 0) - width);
          return typeof columns[column] === 'string' ? text + space : space + text;
        })
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

/** The terminal lines of a row: as many as its highest cell has. */
function linesOf(row: readonly string[], columns: number): string[][] {
  const cells = Array.from({ length: columns }, (_, column) => (row[column] ?? '').split('\n'));
  const height = Math.max(...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) => cells.map((cell) => cell[line] ?? ''));
}
