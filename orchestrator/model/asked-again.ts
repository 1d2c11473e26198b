/** What a request makes of the bookmark of its source. */
import type { Again, SourceBookmark } from './result.ts';
import type { SourceKind } from './source.ts';

interface Request extends Again {
  source: string;
  kind: SourceKind;
}

export type Asked = { bookmark: SourceBookmark; refused: null } | { refused: string };

/** The server of a bookmark that there is none of yet: the rebase finds out. */
const UNKNOWN = 'unknown';

/** @param before - what the bookmark file says of the source, if anything */
export function askedAgain(before: SourceBookmark | undefined, request: Request): Asked {
  return request.mode === 'rebase' ? rebased(before, request) : rewound(before, request);
}

function rebased(before: SourceBookmark | undefined, { id, kind, tables }: Request): Asked {
  const bookmark = before ?? { system_identifier: UNKNOWN, kind, tables: {} };
  // What was to be rewound is compared as well, then, and that finds more.
  const names = [...Object.keys(tables), ...Object.keys(before?.again?.tables ?? {})];
  const all = Object.fromEntries(names.map((table) => [table, '0']));
  return { bookmark: { ...bookmark, again: { id, mode: 'rebase', tables: all } }, refused: null };
}

function rewound(before: SourceBookmark | undefined, request: Request): Asked {
  const { id, source, kind, tables } = request;
  if (!before) return { refused: `nothing of ${source} is loaded yet` };
  if (before.kind !== kind)
    return { refused: `the bookmark of ${source} is of kind ${before.kind}, not ${kind}` };
  if (before.again?.mode === 'rebase')
    return { refused: `${source} is to be rebased, which compares all rows: that is enough` };
  const back = Object.entries(tables).filter(([table, bound]) => {
    const at = before.tables[table];
    return at !== undefined && BigInt(bound) < BigInt(at);
  });
  if (back.length === 0)
    return { refused: `${source} is loaded no further than that, so there is nothing to rewind` };
  const moved = Object.fromEntries(back);
  return {
    bookmark: {
      ...before,
      tables: { ...before.tables, ...moved },
      // A table whose rewind nobody has met yet is still to be loaded again, from its lower bound.
      again: { id, mode: 'rewind', tables: { ...before.again?.tables, ...moved } },
    },
    refused: null,
  };
}
