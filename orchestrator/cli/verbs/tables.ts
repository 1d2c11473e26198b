/** tables: shows rows, files and bytes of the lake's tables, without Spark. */
import type { Command } from 'commander';
import pc from '../../terminal/colors.ts';
import type { TableFacts, UnreadableTable } from '../../ports/lake.ts';
import type { Context } from '../context.ts';
import { tableParts } from '../../model/lake-names.ts';
import { wildcardSource } from '../../model/wildcard.ts';
import { EXIT } from '../../terminal/exit-code.ts';
import { table } from '../../terminal/table.ts';
import { agoWord, bytesWord, numberWord } from '../../terminal/words.ts';

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

/** A pattern matches the whole name or the name without the catalog, with or without quotes. */
function matching(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined) return () => true;
  const whole = new RegExp(`^${wildcardSource(pattern)}$`);
  return (name) =>
    [name, tableParts(name).join('.')].some(
      (each) => whole.test(each) || whole.test(each.slice(each.indexOf('.') + 1)),
    );
}

function tablesText(
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
