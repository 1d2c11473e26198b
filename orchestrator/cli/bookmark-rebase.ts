/** bookmark rebase: after a restore or an upgrade, the next load finds out by key what the lake has already. */
import type { Command } from 'commander';
import type { NamedSource, SourceWindow } from '../engine/ports.ts';
import type { SourceBookmark } from '../model/result.ts';
import { ask } from './bookmark-ask.ts';
import { confirmed } from './confirm.ts';
import type { Context } from './context.ts';
import { declaredSource } from './declared-source.ts';
import type { Rooms } from './rooms.ts';
import { known } from './source-windows.ts';
import { table } from './table.ts';
import { numberWord } from './words.ts';

interface Options {
  reason: string;
  yes?: boolean;
}

export function rebase(command: Command, context: Context): void {
  command
    .command('rebase <source>')
    .description(
      'have the next load compare all rows with the lake, and go on from where the server is',
    )
    .option('--reason <text>', 'why, for whoever asks later', 'by hand')
    .option('--yes', 'ask nothing')
    .addHelpText(
      'after',
      '\nFor a server that was restored or upgraded, or another cursor: it knows nothing of the bounds of before.',
    )
    .action(async (name: string, { reason, yes }: Options) => {
      const rooms = await context.open({ pipelines: true });
      const bookmark = (await rooms.world.bookmarks.read())?.sources[name];
      const source = { name, ...declaredSource(rooms.world, name, bookmark) };
      const tables = Object.fromEntries(Object.keys(source.tables).map((each) => [each, '0']));
      const window = await windowOf(rooms, source, tables);
      if (!context.json) context.note(windowText(source, bookmark, window));
      if (!yes && !(await confirmed(`Compare all rows of ${name} with the lake in the next load?`)))
        return;
      const asked = { source: name, mode: 'rebase' as const, kind: source.kind, tables, reason };
      await ask(context, rooms, asked, { server: window?.systemIdentifier ?? null });
    });
}

/** All rows of the source as it is now; null where it can't tell. */
async function windowOf(
  { world, sources }: Rooms,
  source: NamedSource,
  tables: Record<string, string>,
): Promise<SourceWindow | null> {
  const connection = world.connections[source.name];
  if (!connection) return null;
  const all = { system_identifier: '', kind: source.kind, tables: {} };
  const again = { id: '', mode: 'rebase' as const, tables };
  return (await known(sources.window(connection, source, { ...all, again }))).value;
}

function windowText(
  { tables }: NamedSource,
  bookmark: SourceBookmark | undefined,
  window: SourceWindow | null,
): string {
  const rows = new Map(window?.tables.map((each) => [each.table, each.rows]));
  return [
    table(
      ['table', 'into', { right: 'rows to compare' }],
      Object.entries(tables).map(([name, { target }]) => {
        const count = rows.get(name) ?? null;
        return [name, target, count === null ? 'unknown' : numberWord(count)];
      }),
      '',
    ),
    `The bookmark is of server ${bookmark?.system_identifier ?? 'none'}, the source is now ${window?.systemIdentifier ?? 'unknown'}.`,
  ].join('\n');
}
