/** How the bookmark of a source moves when an attempt is committed. */
import { TerminalError } from './errors.ts';
import type { Again, ProposedBookmark, SourceBookmark } from './result.ts';

/**
 * The new bookmark of a source. Bounds never move back, so a late commit can't undo a newer one.
 *
 * Exception: a table with a pending rewind or rebase stays put until an attempt fulfils that request. Its bound may
 * then be lower than before.
 *
 * @param before - the bookmark as it is; undefined before the first load
 * @throws TerminalError if the attempt loaded from another server, or by another kind of cursor, than `before`
 */
export function advanceBookmark(
  source: string,
  before: SourceBookmark | undefined,
  { again: echo, ...proposed }: ProposedBookmark,
): SourceBookmark {
  if (!before) return proposed;
  // Snapshot ids have no order.
  if (proposed.kind === 'snapshot')
    return { ...proposed, tables: { ...before.tables, ...proposed.tables } };
  const { again } = before;
  const fulfilled =
    again && echo?.id === again.id ? fulfilledTables(again, echo.tables, proposed) : [];
  const rebased = again?.mode === 'rebase' && fulfilled.length > 0;
  if (!rebased) checkSameOrder(source, before, proposed);
  const kept = rebased && !isSameOrder(before, proposed) ? pendingBounds(before) : before.tables;
  const tables = { ...kept };
  for (const [table, bound] of Object.entries(proposed.tables))
    if (fulfilled.includes(table)) tables[table] = bound;
    else if (again && Object.hasOwn(again.tables, table)) continue;
    else if (BigInt(bound) > BigInt(tables[table] ?? -1)) tables[table] = bound;
  const pending = again && without(again, fulfilled);
  const bookmark = { ...proposed, tables };
  return pending ? { ...bookmark, again: pending } : bookmark;
}

function fulfilledTables(
  again: Again,
  echoed: Record<string, string> | undefined,
  proposed: Pick<SourceBookmark, 'tables'>,
): string[] {
  return Object.keys(echoed ?? proposed.tables).filter(
    (table) => Object.hasOwn(again.tables, table) && Object.hasOwn(proposed.tables, table),
  );
}

/**
 * Returns the rest of a request, because pipelines that share a source fulfil it table by table; null if none is
 * left.
 */
function without(again: Again, fulfilled: readonly string[]): Again | null {
  const left = Object.entries(again.tables).filter(([table]) => !fulfilled.includes(table));
  return left.length === 0 ? null : { ...again, tables: Object.fromEntries(left) };
}

/** Drops bounds of the old server. Only tables with a pending request keep theirs, which nothing reads until then. */
function pendingBounds({ tables, again }: SourceBookmark): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tables).filter(([table]) => again && Object.hasOwn(again.tables, table)),
  );
}

type Order = Pick<SourceBookmark, 'system_identifier' | 'kind'>;

/** Whether bounds of the two can be compared. */
function isSameOrder(before: Order, proposed: Order): boolean {
  return before.system_identifier === proposed.system_identifier && before.kind === proposed.kind;
}

function checkSameOrder(source: string, before: Order, proposed: Order): void {
  if (isSameOrder(before, proposed)) return;
  const [is, loaded] =
    before.kind === proposed.kind
      ? [`of the database system ${before.system_identifier}`, `from ${proposed.system_identifier}`]
      : [`of kind ${before.kind}`, `by ${proposed.kind}`];
  throw new TerminalError(`the bookmark of ${source} is ${is}, but the run loaded ${loaded}`, {
    hint: `Restore the source's earlier connection and kind, or compare its rows with the lake: sparkwright bookmark rebase ${source}`,
  });
}
