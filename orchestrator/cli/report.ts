import { describe, SparkwrightError, TerminalError, UnreachableError } from '../model/errors.ts';
import { visible } from '../model/visible.ts';
import { EXIT, NotFound } from './exit-code.ts';

/** An error in a line, or a line for each fault that it names. */
export function report(error: unknown): string {
  const told = visible(describe(translated(error)));
  return told.includes('\n') ? told : `sparkwright: ${told}`;
}

export function exitCodeOf(error: unknown): number {
  return error instanceof NotFound ? EXIT.notFound : EXIT.broken;
}

/** PostgreSQL's codes for a table, or a column, that is not there. */
const NO_TABLES = new Set(['42P01', '42703']);

function translated(error: unknown): unknown {
  if (error instanceof UnreachableError && !error.mend)
    return new UnreachableError(error.part, error.message, {
      cause: error,
      mend: 'See where it is looked for with: sparkwright config; the embedded cluster is started by: sparkwright up',
    });
  if (error instanceof SparkwrightError) return error;
  if (!NO_TABLES.has(String((error as { code?: unknown } | null)?.code))) return error;
  return new TerminalError("the run store's tables are missing, or of an earlier version", {
    cause: error,
    mend: 'Start the orchestrator, which brings them up to date: sparkwright orchestrate',
  });
}
