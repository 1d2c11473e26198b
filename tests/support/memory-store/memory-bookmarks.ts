import type { BookmarkMove } from '../../../orchestrator/ports/bookmark-moves.ts';
import type { BookmarkRequest, Store } from '../../../orchestrator/ports/ports.ts';
import type { ProposedBookmark } from '../../../orchestrator/model/result.ts';
import { isBackfill } from '../../../orchestrator/plan/slot-names.ts';
import type { Access } from './memory-runs.ts';
import type { AttemptRow, Tables } from './tables.ts';

export function bookmarkStore(
  tables: Tables,
  write: Access,
  read: Access,
): Pick<Store, 'bookmarkMoves' | 'bookmarkRequests'> {
  const requests = () => [...tables.bookmarkRequests.values()];
  const copy = (request: BookmarkRequest) => ({ ...request, tables: { ...request.tables } });
  return {
    bookmarkMoves: {
      list: ({ pipeline, source, limit }) =>
        read(() =>
          [
            ...[...tables.attempts.values()]
              .filter(({ state, result }) => state === 'succeeded' && result?.bookmark)
              .flatMap((attempt) => movesOf(tables, attempt))
              .filter((move) => pipeline === undefined || move.pipeline === pipeline),
            ...requests()
              .filter((each) => pipeline === undefined || loads(tables, pipeline, each.source))
              .flatMap(requestedMoves),
          ]
            .filter((move) => source === undefined || move.source === source)
            .sort((a, b) => +a.time - +b.time)
            .slice(-limit),
        ),
    },
    bookmarkRequests: {
      ask: (request) =>
        write(() => {
          const row = { ...request, requested: tables.now(), applied: null, refused: null };
          tables.bookmarkRequests.set(request.id, row);
        }),
      get: (id) =>
        read(() => {
          const found = tables.bookmarkRequests.get(id);
          return found ? copy(found) : null;
        }),
      pending: () =>
        read(() =>
          requests()
            .filter(({ applied }) => applied === null)
            .map(copy),
        ),
      close: (id, refused) =>
        write(() => {
          const found = tables.bookmarkRequests.get(id);
          if (found?.applied === null) Object.assign(found, { applied: tables.now(), refused });
        }),
    },
  };
}

function loads(tables: Tables, pipeline: string, source: string): boolean {
  const versions = tables.pipelines.get(pipeline)?.versions ?? [];
  return versions.some(({ definition }) => Object.hasOwn(definition.sources, source));
}

function movesOf(tables: Tables, { id, run, result, ended }: AttemptRow): BookmarkMove[] {
  const of = tables.runs.get(run);
  if (!of) return [];
  const { pipeline, version } = of;
  const definition = tables.pipelines.get(pipeline)?.versions[(version ?? 0) - 1]?.definition;
  return Object.entries(result?.bookmark ?? {})
    .filter(([, { kind }]) => kind === 'snapshot' || !isBackfill(of.slot))
    .flatMap(([source, bookmark]) =>
      Object.entries(bookmark.tables).map(([table, bound]) => {
        const target = definition?.sources[source]?.tables[table]?.target ?? source;
        return {
          time: ended ?? new Date(0),
          what: 'load' as const,
          pipeline,
          run,
          attempt: id,
          source,
          table,
          kind: bookmark.kind,
          system: bookmark.system_identifier,
          bound,
          rows: result?.rows[target]?.written ?? null,
          request: metBy(bookmark, table),
          by: null,
          reason: null,
        };
      }),
    );
}

function metBy({ again }: ProposedBookmark, table: string): string | null {
  const met = again?.tables === undefined || Object.hasOwn(again.tables, table);
  return met ? (again?.id ?? null) : null;
}

function requestedMoves(request: BookmarkRequest): BookmarkMove[] {
  const { id, source, mode, kind, applied, refused, by, reason } = request;
  if (applied === null || refused !== null) return [];
  return Object.entries(request.tables).map(([table, bound]) => ({
    time: applied,
    what: mode,
    pipeline: null,
    run: null,
    attempt: null,
    source,
    table,
    kind,
    system: null,
    bound,
    rows: null,
    request: id,
    by,
    reason,
  }));
}
