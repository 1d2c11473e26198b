/** What jobs/sparkwright/bounds.py refuses to load, in short, with the way out. */
import type { NamedSource, SourceWindow } from '../engine/ports.ts';
import type { SourceBookmark } from '../model/result.ts';

/**
 * @param lo - where the load would begin, and null where it reads all rows, which is always right
 * @returns null where the load is right
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
