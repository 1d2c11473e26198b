import { holderHint } from '../engine/holder-text.ts';
import type { Bookmarks, Connection, Holder } from '../ports/ports.ts';
import type { Sources, TableWindow } from '../ports/source-windows.ts';
import { fail, ok, warn, type Check, type Finding } from '../model/check.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { Source } from '../model/source.ts';
import { loadPipelines } from '../plan/load.ts';

interface Parts {
  /** Folder of pipelines. */
  pipelines: string;
  connections: Readonly<Record<string, Connection>>;
  sources: Sources;
  bookmarks: Bookmarks;
  /** Seconds for which a transaction may hold loads back without a warning. */
  patience: number;
}

/** Checks the bookmark, and that each source answers and has the tables that pipelines load. */
export function sourceChecks({
  pipelines,
  connections,
  sources,
  bookmarks,
  patience,
}: Parts): Check[] {
  return [
    {
      name: 'bookmark',
      run: async () => {
        const found = await bookmarks.read();
        return ok(found ? `moved at ${found.time} by ${found.attempt}` : 'there is none yet');
      },
    },
    ...Object.entries(connections).map(([name, connection]) => ({
      name: `source ${name}`,
      run: async () => {
        const loaded = await loadPipelines(pipelines).catch(() => []);
        // The check of the bookmark reports a broken one.
        const bookmark = await bookmarks.read().catch(() => null);
        const windows = [];
        for (const source of declarations(loaded, name))
          windows.push(
            await sources.window(connection, { name, ...source }, bookmark?.sources[name] ?? null),
          );
        const heldBy = await sources.holder(connection);
        return [
          ...findingsOf(windows.flatMap(({ tables }) => tables)),
          ...heldFinding(heldBy, patience),
        ];
      },
    })),
  ];
}

/** Returns the different declarations of a source: each pipeline has its own. */
function declarations(loaded: readonly Pipeline[], name: string): Source[] {
  const found = loaded.flatMap(({ sources }) => sources[name] ?? []);
  return [...new Map(found.map((source) => [JSON.stringify(source), source])).values()];
}

function findingsOf(tables: readonly TableWindow[]): Finding[] {
  const broken = tables.filter(({ problem }) => problem !== null);
  const slow = tables.filter(({ indexed, problem }) => problem === null && !indexed);
  const wide = tables.filter(({ zoneless, problem }) => problem === null && zoneless);
  const good = tables.filter((table) => !broken.includes(table)).map(({ table }) => table);
  return [
    ...(good.length > 0 || tables.length === 0
      ? [ok(tables.length === 0 ? 'answers; no pipeline loads it' : `answers, ${good.join(', ')}`)]
      : []),
    ...broken.map(({ table, problem }) =>
      problem?.startsWith('there are too many rows')
        ? warn(`${table}: ${problem}`, 'Create an index that begins with its cursor.')
        : fail(`${table}: ${String(problem)}`, 'See docs/sources.md.'),
    ),
    ...slow.map(({ table, cursor }) =>
      warn(
        `${table}: each load reads the whole table`,
        `create index on ${table} (${String(cursor)})`,
      ),
    ),
    ...wide.map(({ table, cursor }) =>
      warn(
        `${table}: each load reads half a day before its bound again: ${String(cursor)} has no time zone`,
        'A cursor of type timestamptz or xid8 avoids that.',
      ),
    ),
  ];
}

function heldFinding(holder: Holder | null, patience: number): Finding[] {
  if (!holder || (holder.age ?? 0) <= patience) return [];
  const { name, pid, age } = holder;
  return [
    warn(
      `${name} (pid ${pid ?? 'none'}) has held loads back for ${Math.round(age ?? 0)} s`,
      holderHint(holder),
    ),
  ];
}
