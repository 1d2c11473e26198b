import { describe, NotFound, UnreachableError } from '../model/errors.ts';
import { quoted } from '../model/visible.ts';
import { EXIT } from '../terminal/exit-code.ts';

/** Formats an error as a line, or a line for each of its faults. */
export function report(error: unknown): string {
  const text = quoted(describe(translated(error)));
  return text.includes('\n') ? text : `sparkwright: ${text}`;
}

export function exitCodeOf(error: unknown): number {
  return error instanceof NotFound ? EXIT.notFound : EXIT.broken;
}

function translated(error: unknown): unknown {
  if (error instanceof UnreachableError && !error.hint)
    return new UnreachableError(error.part, error.message, {
      cause: error,
      hint: 'Check its address with: sparkwright config; start the embedded cluster with: sparkwright up',
    });
  return error;
}
