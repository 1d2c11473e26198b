import type { Bookmarks, Connection, Sources, SourceWindow } from '../engine/ports.ts';
import { fail, ok, warn, type Check, type Finding } from '../model/check.ts';
import { loadPipelines } from '../plan/load.ts';

interface Asked {
  /** Folder of pipelines. */
  pipelines: string;
  connections: Readonly<Record<string, Connection>>;
  sources: Sources;
  bookmarks: Bookmarks;
}

/** The bookmark can be read, and each source of the configuration answers and has what pipelines load from it. */
export function sourceChecks({ pipelines, connections, sources, bookmarks }: Asked): Check[] {
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
        const tables = Object.fromEntries(
          loaded.flatMap((each) => Object.entries(each.sources[name]?.tables ?? {})),
        );
        // A broken bookmark is the finding of the check before.
        const bookmark = await bookmarks.read().catch(() => null);
        const window = await sources.window(
          connection,
          { tables },
          bookmark?.sources[name] ?? null,
        );
        return findingsOf(window);
      },
    })),
  ];
}

/** Seconds for which a transaction may hold a load back without a word. */
const LONG = 300;

function findingsOf({ tables, heldBy }: SourceWindow): Finding[] {
  const broken = tables.filter(({ problem, rows }) => problem !== null && rows === null);
  const slow = tables.filter(({ indexed, problem }) => problem === null && !indexed);
  const good = tables.filter((table) => !broken.includes(table)).map(({ table }) => table);
  return [
    ...(good.length > 0 || tables.length === 0
      ? [ok(tables.length === 0 ? 'answers; no pipeline loads it' : `answers, ${good.join(', ')}`)]
      : []),
    ...broken.map(({ table, problem }) =>
      problem?.startsWith('there are too many rows')
        ? warn(`${table}: ${problem}`, 'See that an index begins with its column xid.')
        : fail(`${table}: ${String(problem)}`, 'docs/pipelines.md says what a source needs.'),
    ),
    ...slow.map(({ table }) =>
      warn(`${table}: each load reads the whole table`, `create index on ${table} (xid)`),
    ),
    ...(heldBy && (heldBy.age ?? 0) > LONG
      ? [
          warn(
            `${heldBy.name} (pid ${heldBy.pid ?? 'none'}) has held loads back for ${Math.round(heldBy.age ?? 0)} s`,
            heldBy.pid === null
              ? `rollback prepared '${heldBy.name}'`
              : `End its transaction; if it hangs: select pg_terminate_backend(${heldBy.pid})`,
          ),
        ]
      : []),
  ];
}
