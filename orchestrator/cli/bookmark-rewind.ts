/** bookmark rewind: a source is loaded again from an earlier bound on, in place of what the lake has. */
import type { Command } from 'commander';
import type { NamedSource } from '../engine/ports.ts';
import { TerminalError } from '../model/errors.ts';
import type { SourceBookmark } from '../model/result.ts';
import { ask } from './bookmark-ask.ts';
import { boundOf, boundWord } from './bound.ts';
import { boundsBefore } from './bounds-before.ts';
import { confirmed } from './confirm.ts';
import type { Context } from './context.ts';
import { declaredSource } from './declared-source.ts';
import { NotFound } from './exit-code.ts';
import { runNamed } from './find.ts';
import type { Rooms } from './rooms.ts';
import { known } from './source-windows.ts';
import { table } from './table.ts';
import { numberWord } from './words.ts';

interface Options {
  to?: string;
  run?: string;
  reason: string;
  yes?: boolean;
}

/** Of one table. */
interface Step {
  table: string;
  from: string;
  to: string;
  /** How many rows lie between, where the source can tell. */
  rows: number | null;
}

export function rewind(command: Command, context: Context): void {
  command
    .command('rewind <source>')
    .description('load <source>, or <source>.<table>, again from an earlier bound on')
    .option(
      '--to <bound>',
      'the first that is to be read again: a transaction id, a key, or a time',
    )
    .option('--run <run>', 'to where it was before this run loaded it')
    .option('--reason <text>', 'why, for whoever asks later', 'by hand')
    .option('--yes', 'ask nothing')
    .addHelpText(
      'after',
      '\nRows that are read again take the place of those in the lake, by their key.',
    )
    .action(async (named: string, options: Options) => {
      const rooms = await context.open({ pipelines: true });
      const found = await rooms.world.bookmarks.read();
      const { source, tables, bookmark } = target(rooms, named, found?.sources ?? {});
      const bounds = await boundsAsked(rooms, { source, tables, bookmark }, options);
      const steps = await stepsOf(rooms, source, bookmark, bounds);
      if (steps.length === 0)
        throw new TerminalError(`${named} is loaded no further than that`, {
          mend: 'See: sparkwright bookmark show',
        });
      if (!context.json) context.note(stepsText(bookmark.kind, steps));
      if (!options.yes && !(await confirmed(`Rewind ${named}, and load these rows again?`))) return;
      const asked = {
        ...{ source: source.name, mode: 'rewind' as const, kind: source.kind },
        tables: Object.fromEntries(steps.map(({ table: name, to }) => [name, to])),
        reason: options.reason,
      };
      await ask(context, rooms, asked, { tables: steps });
    });
}

interface Target {
  source: NamedSource;
  tables: string[];
  bookmark: SourceBookmark;
}

/** `<source>` or `<source>.<table>`: names of sources have no dot, those of tables may. */
function target(
  { world }: Rooms,
  named: string,
  sources: Readonly<Record<string, SourceBookmark>>,
): Target {
  const dot = sources[named] ? -1 : named.indexOf('.');
  const [name, only] = dot < 0 ? [named, null] : [named.slice(0, dot), named.slice(dot + 1)];
  const bookmark = sources[name];
  const declared = declaredSource(world, name, bookmark);
  if (!bookmark)
    throw new TerminalError(`nothing of ${name} is loaded yet`, {
      mend: 'The first run loads all of it.',
    });
  if (bookmark.kind !== declared.kind)
    throw new TerminalError(
      `the bookmark of ${name} is of kind ${bookmark.kind}, and the source now of kind ${declared.kind}`,
      { mend: `Let the next load find out where it is with: sparkwright bookmark rebase ${name}` },
    );
  const loaded = Object.keys(bookmark.tables);
  if (only !== null && !loaded.includes(only))
    throw new NotFound(`nothing of ${named} is loaded`, {
      mend: `Of ${name} there is ${loaded.join(', ') || 'no table'}.`,
    });
  const tables = only === null ? loaded : [only];
  return { source: { name, ...declared }, tables, bookmark };
}

async function boundsAsked(
  { store }: Rooms,
  { source, tables, bookmark }: Target,
  { to, run }: Options,
): Promise<Record<string, string>> {
  if ((to === undefined) === (run === undefined))
    throw new TerminalError('it takes one of --to and --run', {
      mend: 'Say where to go on from: --to <bound>, or --run <run> for where it was before that run.',
    });
  if (run !== undefined)
    return boundsBefore(store, await runNamed(store, run), { name: source.name, tables, bookmark });
  if (bookmark.kind === 'id' && tables.length > 1)
    throw new TerminalError(`each table of ${source.name} has keys of its own`, {
      mend: `Name one: ${tables.map((name) => `${source.name}.${name}`).join(' or ')}.`,
    });
  const bound = boundOf(bookmark.kind, to ?? '');
  return Object.fromEntries(tables.map((name) => [name, bound]));
}

async function stepsOf(
  rooms: Rooms,
  source: NamedSource,
  bookmark: SourceBookmark,
  bounds: Readonly<Record<string, string>>,
): Promise<Step[]> {
  const back = Object.entries(bounds).flatMap(([name, to]) => {
    const from = bookmark.tables[name];
    return from !== undefined && BigInt(to) < BigInt(from) ? [{ table: name, from, to }] : [];
  });
  const now = { ...bookmark, again: undefined };
  const then = { ...now, tables: { ...now.tables, ...bounds } };
  const [before, after] = await Promise.all([counts(now), counts(then)]);
  return back.map((step) => {
    const [few, many] = [before.get(step.table) ?? null, after.get(step.table) ?? null];
    return { ...step, rows: few === null || many === null ? null : Math.max(0, many - few) };
  });

  /** Empty where the source can't tell: that keeps nobody from rewinding it. */
  async function counts(at: SourceBookmark): Promise<Map<string, number | null>> {
    const connection = rooms.world.connections[source.name];
    const tables = Object.fromEntries(
      Object.entries(source.tables).filter(([name]) => Object.hasOwn(bounds, name)),
    );
    const window = connection
      ? (await known(rooms.sources.window(connection, { ...source, tables }, at))).value
      : null;
    return new Map(window?.tables.map(({ table: name, rows }) => [name, rows]));
  }
}

function stepsText(kind: SourceBookmark['kind'], steps: readonly Step[]): string {
  return table(
    ['table', { right: 'from' }, { right: 'back to' }, { right: 'rows to be read again' }],
    steps.map(({ table: name, from, to, rows }) => [
      ...[name, boundWord(kind, from), boundWord(kind, to)],
      rows === null ? 'unknown' : numberWord(rows),
    ]),
    '',
  );
}
