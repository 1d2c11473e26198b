/** tables: what the tables of the lake consist of, without Spark. */
import type { Command } from 'commander';
import pc from './colors.ts';
import type { TableFacts, UnreadableTable } from '../engine/ports.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-code.ts';
import { table } from './table.ts';
import { agoWord, bytesWord, numberWord } from './words.ts';

export function tables(command: Command, context: Context): void {
  command
    .addHelpText('after', "\nThe pattern may hold *: bronze.orders, 'silver.*', 'lake.*.orders'.")
    .action(async (pattern: string | undefined) => {
      const { lake, world } = await context.open();
      const found = await lake.tables(matching(pattern));
      context.print({ tables: found }, () => tablesText(found, pattern, world.clock.now()));
      if (found.some((each) => 'unreadable' in each)) process.exitCode = EXIT.failed;
    });
}

/** A pattern is of the whole name, or of what is behind the catalog. */
function matching(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined) return () => true;
  const text = pattern.replace(/[.*+?^${}()|[\]\\]/g, (char) =>
    char === '*' ? '.*' : `\\${char}`,
  );
  const whole = new RegExp(`^(?:${text})$`);
  return (name) => whole.test(name) || whole.test(name.slice(name.indexOf('.') + 1));
}

export function tablesText(
  found: readonly (TableFacts | UnreadableTable)[],
  pattern: string | undefined,
  now: Date,
): string {
  const none =
    pattern === undefined
      ? 'There are no tables yet: the first run of a pipeline makes them.'
      : `There is no table ${pattern}; sparkwright tables lists all.`;
  const numbers = ['rows', 'files', 'bytes', 'snapshots'].map((right) => ({ right }));
  const lines = found.flatMap((each) =>
    'unreadable' in each ? [`${pc.red('unreadable')} ${each.name}: ${each.unreadable}`] : [],
  );
  return [
    table(
      ['table', ...numbers, 'changed'],
      found.map((each) => ('unreadable' in each ? unknown(each) : row(each, now))),
      none,
    ),
    ...lines,
  ].join('\n');
}

function row({ name, rows, files, deleteFiles, bytes, snapshots, changed }: TableFacts, now: Date) {
  return [
    name,
    numberWord(rows),
    numberWord(files) + (deleteFiles > 0 ? ` and ${numberWord(deleteFiles)} of deletes` : ''),
    bytesWord(bytes),
    numberWord(snapshots),
    changed === null ? '-' : agoWord(changed, now),
  ];
}

function unknown({ name }: UnreadableTable): string[] {
  return [name, ...Array.from({ length: 5 }, () => pc.yellow('?'))];
}
