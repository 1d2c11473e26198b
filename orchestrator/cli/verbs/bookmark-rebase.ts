/** bookmark rebase: after a restore or an upgrade, the next load compares all rows with the lake by key. */
import type { Command } from 'commander';
import type { NamedSource, SourceWindow } from '../../ports/source-windows.ts';
import type { SourceBookmark } from '../../model/result.ts';
import { ask } from '../ask-bookmark.ts';
import { confirmed } from '../../terminal/confirm.ts';
import type { Context } from '../context.ts';
import { declaredSource } from '../../bookmark/declared-source.ts';
import type { Services } from '../../services.ts';
import { known } from '../../preview/known.ts';
import { table } from '../../terminal/table.ts';
import { numberWord } from '../../terminal/words.ts';

interface Options {
  reason: string;
  yes?: boolean;
}

export function rebase(command: Command, context: Context): void {
  command
    .command('rebase <source>')
    .description('compare all rows with the lake in the next load, and go on from there')
    .option('--reason <text>', 'reason, kept in the history', 'by hand')
    .option('--yes', 'do not ask for confirmation')
    .addHelpText(
      'after',
      '\nFor a restored or upgraded server, or another cursor, to which the old bounds mean nothing.',
    )
    .action(async (name: string, { reason, yes }: Options) => {
      const services = await context.open({ pipelines: true });
      const bookmark = (await services.world.bookmarks.read())?.sources[name];
      const source = { name, ...declaredSource(services.world, name, bookmark) };
      const tables = Object.fromEntries(Object.keys(source.tables).map((each) => [each, '0']));
      const window = await windowOf(services, source, tables);
      if (!context.json) context.note(windowText(source, bookmark, window));
      if (!yes && !(await confirmed(`Compare all rows of ${name} with the lake in the next load?`)))
        return;
      const request = { source: name, mode: 'rebase' as const, kind: source.kind, tables, reason };
      await ask(context, services, request, { server: window?.systemIdentifier ?? null });
    });
}

/** Counts all rows of the source as it is now; null if it can't be reached. */
async function windowOf(
  { world, sources }: Services,
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
