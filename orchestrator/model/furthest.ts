/** How the bookmark of a source moves by what an attempt proposes. */
import { TerminalError } from './errors.ts';
import type { Again, ProposedBookmark, SourceBookmark } from './result.ts';

/**
 * A bookmark never goes back, since an outcome that is committed late must not undo a later one; but for tables that are
 * to be loaded again, which move when an attempt has met that very request, and till then not at all.
 *
 * @throws TerminalError where the attempt has loaded from another server, or by another cursor, than the bookmark is of
 */
export function furthest(
  source: string,
  before: SourceBookmark | undefined,
  { again: echo, ...proposed }: ProposedBookmark,
): SourceBookmark {
  if (!before) return proposed;
  // Ids of snapshots have no order.
  if (proposed.kind === 'snapshot')
    return { ...proposed, tables: { ...before.tables, ...proposed.tables } };
  const { again } = before;
  const met = again && echo?.id === again.id ? tablesMet(again, echo.tables, proposed) : [];
  const anew = again?.mode === 'rebase' && met.length > 0;
  if (!anew) sameOrder(source, before, proposed);
  const kept = anew && !isSameOrder(before, proposed) ? pendingOnly(before) : before.tables;
  const tables = { ...kept };
  for (const [table, bound] of Object.entries(proposed.tables))
    if (met.includes(table)) tables[table] = bound;
    else if (again && Object.hasOwn(again.tables, table)) continue;
    else if (BigInt(bound) > BigInt(tables[table] ?? -1)) tables[table] = bound;
  const left = again && without(again, met);
  return { ...proposed, tables, ...(left && { again: left }) };
}

function tablesMet(
  again: Again,
  echoed: Record<string, string> | undefined,
  proposed: Pick<SourceBookmark, 'tables'>,
): string[] {
  return Object.keys(echoed ?? proposed.tables).filter(
    (table) => Object.hasOwn(again.tables, table) && Object.hasOwn(proposed.tables, table),
  );
}

/** A request is met once it is met for each of its tables: pipelines may share a source, and load it one after the other. */
function without(again: Again, met: readonly string[]): Again | null {
  const left = Object.entries(again.tables).filter(([table]) => !met.includes(table));
  return left.length === 0 ? null : { ...again, tables: Object.fromEntries(left) };
}

/** Of another server, a bound says nothing here; those of tables that are still to be compared are not read. */
function pendingOnly({ tables, again }: SourceBookmark): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tables).filter(([table]) => again && Object.hasOwn(again.tables, table)),
  );
}

type Order = Pick<SourceBookmark, 'system_identifier' | 'kind'>;

function isSameOrder(before: Order, proposed: Order): boolean {
  return before.system_identifier === proposed.system_identifier && before.kind === proposed.kind;
}

function sameOrder(source: string, before: Order, proposed: Order): void {
  if (isSameOrder(before, proposed)) return;
  const [is, loaded] =
    before.kind === proposed.kind
      ? [`of the database system ${before.system_identifier}`, `from ${proposed.system_identifier}`]
      : [`of kind ${before.kind}`, `by ${proposed.kind}`];
  throw new TerminalError(`the bookmark of ${source} is ${is}, the run loaded ${loaded}`, {
    mend: `Point the source back at what was loaded, or find out what the lake has already with: sparkwright bookmark rebase ${source}`,
  });
}
