import type { BookmarkMove, Store } from '../engine/ports.ts';
import { TerminalError } from '../model/errors.ts';
import type { SourceBookmark } from '../model/result.ts';
import type { Run } from '../model/run.ts';

/** How many moves are looked through for the one before a run's. */
const LOOK_BACK = 10_000;

/**
 * Up to where tables of a source were loaded before a run loaded them; 0 where they were not, or from another server.
 *
 * @throws TerminalError where the run has loaded none of them, or from another server than the bookmark is of now
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
      mend: `Runs that did are listed by: sparkwright bookmark history --source ${name}`,
    });
  if (own.some(({ system, kind }) => !isOf(bookmark, system, kind)))
    throw new TerminalError(`${id} loaded ${name} from another server than it is loaded from now`, {
      mend: 'Its bounds mean something else there. Say where to go on from: --to <bound>',
    });
  return Object.fromEntries(own.map(({ table }): [string, string] => [table, boundBefore(table)]));

  function boundBefore(table: string): string {
    const ofTable = moves.filter((move) => move.table === table);
    const first = ofTable.findIndex(({ run }) => run === id);
    const before: BookmarkMove | undefined = ofTable[first - 1];
    return before && isOf(bookmark, before.system, before.kind) ? before.bound : '0';
  }
}

/** A request is of no server: what it says is a bound of the one then. */
function isOf(bookmark: SourceBookmark, system: string | null, kind: string): boolean {
  return kind === bookmark.kind && (system === null || system === bookmark.system_identifier);
}
