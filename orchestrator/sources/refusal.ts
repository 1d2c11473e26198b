/** The loads that jobs/sparkwright/tables/bounds.py refuses, in short, with the fix. */
import type { NamedSource, SourceWindow } from '../ports/source-windows.ts';
import type { SourceBookmark } from '../model/result.ts';

/**
 * @param lo - lower bound of the load; null if it reads all rows, which is always allowed
 * @returns null if the load is allowed
 */
export function refusal(
  { name, kind }: NamedSource,
  bookmark: SourceBookmark,
  { systemIdentifier }: Pick<SourceWindow, 'systemIdentifier'>,
  lo: string | null,
  hi: string | null,
): string | null {
  if (lo === null) return null;
  const why = reason();
  return (
    why && `the load would be refused: ${why}; the way out: sparkwright bookmark rebase ${name}`
  );

  function reason(): string | null {
    if (bookmark.kind !== kind)
      return `the bookmark is of kind ${bookmark.kind}, the source of kind ${kind}`;
    if (bookmark.system_identifier !== systemIdentifier)
      return `the bookmark is of server ${bookmark.system_identifier}, this is ${systemIdentifier}`;
    if (hi !== null && kind !== 'id' && BigInt(hi) < BigInt(lo ?? 0))
      return `the bookmark is at ${lo ?? ''}, the server only at ${hi}, as after a restore`;
    return null;
  }
}
