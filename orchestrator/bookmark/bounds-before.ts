import type { BookmarkMove } from '../ports/bookmark-moves.ts';
import type { Store } from '../ports/ports.ts';
import { TerminalError } from '../model/errors.ts';
import type { SourceBookmark } from '../model/result.ts';
import type { Run } from '../model/run.ts';

/** The most moves of a bookmark to search for those of the run. */
const LOOK_BACK = 10_000;

/**
 * The bounds of a source's tables before a run loaded them, by table. The bound is 0 if the table had not been loaded
 * before, or only from another server.
 *
 * @throws TerminalError if the run loaded none of the tables, or loaded from another server than the current one
 */
export async function boundsBefore(
  store: Pick<Store, 'bookmarkMoves'>,
  { id }: Pick<Run, 'id'>,
  source: { name: string; tables: readonly string[]; bookmark: SourceBookmark },
): Promise<Record<string, string>> {
  const { name, tables, bookmark } = source;
  const moves = (await store.bookmarkMoves.list({ source: name, limit: LOOK_BACK })).filter(
    (move) => tables.includes(move.table),
  );
  const own = moves.filter(({ run }) => run === id);
  if (own.length === 0)
    throw new TerminalError(`${id} did not move the bookmark of ${name}`, {
      hint: `Runs that did are listed by: sparkwright bookmark history --source ${name}`,
    });
  if (own.some(({ system, kind }) => !isSameOrder(bookmark, system, kind)))
    throw new TerminalError(`${id} loaded ${name} from another server than the current one`, {
      hint: 'Bounds of one server mean nothing on another. Give a bound: --to <bound>',
    });
  return Object.fromEntries(own.map(({ table }): [string, string] => [table, boundBefore(table)]));

  function boundBefore(table: string): string {
    const ofTable = moves.filter((move) => move.table === table);
    const first = ofTable.findIndex(({ run }) => run === id);
    const before: BookmarkMove | undefined = ofTable[first - 1];
    return before && isSameOrder(bookmark, before.system, before.kind) ? before.bound : '0';
  }
}

/** Whether bounds can be compared. A move by a request has no server: its bound is from the server at that time. */
function isSameOrder(bookmark: SourceBookmark, system: string | null, kind: string): boolean {
  return kind === bookmark.kind && (system === null || system === bookmark.system_identifier);
}
