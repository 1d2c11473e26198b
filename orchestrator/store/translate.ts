import pg from 'pg';
import { FencedOut, StoreRefused, UnreachableError } from '../model/errors.ts';
import { codeOf, isLostConnection } from '../model/lost-connection.ts';

export const STORE = 'the run store';

/** SQLSTATE that `check_fence` in migration 0002 raises. */
const FENCED = 'SW001';
const DISK_FULL = '53100';
/** A missing table and a missing column: the store is older than this program. */
const OUTDATED = new Set(['42P01', '42703']);

/**
 * Turns an error of the driver into one of ours. A lost or refused connection becomes an UnreachableError, a lost lease
 * FencedOut. A statement that PostgreSQL will never accept becomes a StoreRefused. Other errors stay as they are.
 *
 * @param where - the store's host and port, for the message
 */
export function translate(error: unknown, where: string): unknown {
  if (!(error instanceof Error)) return error;
  if (codeOf(error) === FENCED) return new FencedOut(error);
  if (!isLostConnection(error)) return isRefusal(error) ? new StoreRefused(error) : error;
  const what =
    codeOf(error) === DISK_FULL
      ? `the disk of the run store at ${where} is full`
      : `the run store at ${where} is unreachable`;
  return new UnreachableError(STORE, `${what}: ${messageOf(error)}`, { cause: error });
}

/**
 * The same, for a statement on tables that migrations make. Before the first start of an orchestrator there are none: the
 * store is not ready, and its content is unknown.
 */
export function translateStatement(error: unknown, where: string): unknown {
  if (!(error instanceof Error && OUTDATED.has(codeOf(error)))) return translate(error, where);
  return new UnreachableError(
    STORE,
    "the run store's tables are missing, or of an earlier version",
    { cause: error, hint: 'The orchestrator brings them up to date: sparkwright orchestrate' },
  );
}

/**
 * Classes of SQLSTATE that pass by themselves: 25 a transaction ended from outside, 40 a conflict with another transaction,
 * 55 an object in use, 57 an intervention of the operator. A migration adds missing tables and columns.
 */
const PASSES = /^(25|40|55|57|42P01|42703)/;

/** Whether the server read the statement, and refused its content. */
function isRefusal(error: Error): boolean {
  return error instanceof pg.DatabaseError && !PASSES.test(codeOf(error));
}

// A host name with two addresses fails with an AggregateError, whose own message is empty.
function messageOf(error: Error): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  return error.message || (first instanceof Error ? first.message : error.name);
}
