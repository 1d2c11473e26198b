/** bookmark rewind: a source is loaded again from an earlier bound, and replaces rows in the lake. */
import type { Command } from 'commander';
import type { NamedSource } from '../../ports/source-windows.ts';
import { NotFound, TerminalError } from '../../model/errors.ts';
import type { SourceBookmark } from '../../model/result.ts';
import { ask } from '../ask-bookmark.ts';
import { boundOf, boundWord } from '../../bookmark/bound.ts';
import { boundsBefore } from '../../bookmark/bounds-before.ts';
import { confirmed } from '../../terminal/confirm.ts';
import type { Context } from '../context.ts';
import { declaredSource } from '../../bookmark/declared-source.ts';
import { runNamed } from '../find.ts';
import type { Services } from '../../services.ts';
import { known } from '../../preview/known.ts';
import { table } from '../../terminal/table.ts';
import { numberWord } from '../../terminal/words.ts';

interface Options {
  to?: string;
  run?: string;
  reason: string;
  yes?: boolean;
}

/** The move of one table's bound. */
interface Step {
  table: string;
  from: string;
  to: string;
  /** How many rows lie between; null if the source can't tell. */
  rows: number | null;
}

export function rewind(command: Command, context: Context): void {
  command
    .command('rewind <source>')
    .description('load <source>, or <source>.<table>, again from an earlier bound')
    .option('--to <bound>', 'first bound to read again: a transaction id, a key, or a time')
    .option('--run <run>', 'back to the bound before this run')
    .option('--reason <text>', 'reason, kept in the history', 'by hand')
    .option('--yes', 'do not ask for confirmation')
    .addHelpText('after', '\nRows that are read again replace those in the lake, by key.')
    .action(async (named: string, options: Options) => {
      const services = await context.open({ pipelines: true });
      const current = await services.world.bookmarks.read();
      const { source, tables, bookmark } = target(services, named, current?.sources ?? {});
      const bounds = await boundsFor(services, { source, tables, bookmark }, options);
      const steps = await stepsOf(services, source, bookmark, bounds);
      if (steps.length === 0)
        throw new TerminalError(`${named} is not loaded beyond that bound`, {
          hint: 'See: sparkwright bookmark show',
        });
      if (!context.json) context.note(stepsText(bookmark.kind, steps));
      if (!options.yes && !(await confirmed(`Rewind ${named}, and load these rows again?`))) return;
      const request = {
        source: source.name,
        mode: 'rewind' as const,
        kind: source.kind,
        tables: Object.fromEntries(steps.map(({ table: name, to }) => [name, to])),
        reason: options.reason,
      };
      await ask(context, services, request, { tables: steps });
    });
}

interface Target {
  source: NamedSource;
  tables: string[];
  bookmark: SourceBookmark;
}

/** `<source>` or `<source>.<table>`: names of sources have no dot, those of tables may. */
function target(
  { world }: Services,
  named: string,
  sources: Readonly<Record<string, SourceBookmark>>,
): Target {
  const dot = sources[named] ? -1 : named.indexOf('.');
  const [name, only] = dot < 0 ? [named, null] : [named.slice(0, dot), named.slice(dot + 1)];
  const bookmark = sources[name];
  const declared = declaredSource(world, name, bookmark);
  if (!bookmark)
    throw new TerminalError(`nothing of ${name} is loaded yet`, {
      hint: 'The first run loads all of it.',
    });
  if (bookmark.kind !== declared.kind)
    throw new TerminalError(
      `the bookmark of ${name} is of kind ${bookmark.kind}, and the source now of kind ${declared.kind}`,
      { hint: `Compare it with the lake in the next load: sparkwright bookmark rebase ${name}` },
    );
  const loaded = Object.keys(bookmark.tables);
  if (only !== null && !loaded.includes(only))
    throw new NotFound(`nothing of ${named} is loaded`, {
      hint: `The loaded tables of ${name} are ${loaded.join(', ') || 'none'}.`,
    });
  const tables = only === null ? loaded : [only];
  return { source: { name, ...declared }, tables, bookmark };
}

async function boundsFor(
  { store }: Services,
  { source, tables, bookmark }: Target,
  { to, run }: Options,
): Promise<Record<string, string>> {
  if ((to === undefined) === (run === undefined))
    throw new TerminalError('it takes one of --to and --run', {
      hint: 'Pass --to <bound>, or --run <run> for the bound before that run.',
    });
  if (run !== undefined)
    return boundsBefore(store, await runNamed(store, run), { name: source.name, tables, bookmark });
  if (bookmark.kind === 'id' && tables.length > 1)
    throw new TerminalError(`each table of ${source.name} has keys of its own`, {
      hint: `Name one: ${tables.map((name) => `${source.name}.${name}`).join(' or ')}.`,
    });
  const bound = boundOf(bookmark.kind, to ?? '');
  return Object.fromEntries(tables.map((name) => [name, bound]));
}

async function stepsOf(
  services: Services,
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

  /** Counts rows by table; empty if the source can't be reached, which does not prevent a rewind. */
  async function counts(at: SourceBookmark): Promise<Map<string, number | null>> {
    const connection = services.world.connections[source.name];
    const tables = Object.fromEntries(
      Object.entries(source.tables).filter(([name]) => Object.hasOwn(bounds, name)),
    );
    const window = connection
      ? (await known(services.sources.window(connection, { ...source, tables }, at))).value
      : null;
    return new Map(window?.tables.map(({ table: name, rows }) => [name, rows]));
  }
}

function stepsText(kind: SourceBookmark['kind'], steps: readonly Step[]): string {
  return table(
    ['table', { right: 'from' }, { right: 'back to' }, { right: 'rows to be read again' }],
    steps.map(({ table: name, from, to, rows }) => [
      name,
      boundWord(kind, from),
      boundWord(kind, to),
      rows === null ? 'unknown' : numberWord(rows),
    ]),
    '',
  );
}
