/** Applies a request to load rows again to the bookmark of its source. */
import type { Again, SourceBookmark } from './result.ts';
import type { SourceKind } from './source.ts';

interface Request extends Again {
  source: string;
  kind: SourceKind;
}

/** The new bookmark, or the reason why the request is refused. */
export type RequestOutcome = { bookmark: SourceBookmark; refused: null } | { refused: string };

/** Stands for the server of a first bookmark; the rebase replaces it. */
const UNKNOWN = 'unknown';

/** @param before - the source's bookmark; undefined before the first load */
export function applyRequest(before: SourceBookmark | undefined, request: Request): RequestOutcome {
  return request.mode === 'rebase' ? rebased(before, request) : rewound(before, request);
}

function rebased(
  before: SourceBookmark | undefined,
  { id, kind, tables }: Request,
): RequestOutcome {
  const bookmark = before ?? { system_identifier: UNKNOWN, kind, tables: {} };
  // The rebase includes tables with a pending rewind, because comparing all rows covers what a rewind reads.
  const names = [...Object.keys(tables), ...Object.keys(before?.again?.tables ?? {})];
  const all = Object.fromEntries(names.map((table) => [table, '0']));
  return { bookmark: { ...bookmark, again: { id, mode: 'rebase', tables: all } }, refused: null };
}

function rewound(before: SourceBookmark | undefined, request: Request): RequestOutcome {
  const { id, source, kind, tables } = request;
  if (!before) return { refused: `${source} has not been loaded yet` };
  if (before.kind !== kind)
    return { refused: `the bookmark of ${source} is of kind ${before.kind}, not ${kind}` };
  if (before.again?.mode === 'rebase')
    return { refused: `${source} has a pending rebase, which compares all rows anyway` };
  const back = Object.entries(tables).filter(([table, bound]) => {
    const at = before.tables[table];
    return at !== undefined && BigInt(bound) < BigInt(at);
  });
  if (back.length === 0)
    return {
      refused: `${source} has not been loaded beyond that bound, so there is nothing to rewind`,
    };
  const moved = Object.fromEntries(back);
  return {
    bookmark: {
      ...before,
      tables: { ...before.tables, ...moved },
      // Tables with an unfulfilled rewind stay in the request, with their lower bounds.
      again: { id, mode: 'rewind', tables: { ...before.again?.tables, ...moved } },
    },
    refused: null,
  };
}
