import { z } from 'zod';
import type { Bookmarks } from '../ports/ports.ts';
import { TerminalError } from '../model/errors.ts';
import type { Bookmark, ProposedBookmark, SourceBookmark } from '../model/result.ts';
import { unlessMissing } from './remote-exception.ts';
import { seal, unseal } from './sealed.ts';
import type { Hdfs } from './webhdfs.ts';

const BOOKMARK_PATH = '/data/bronze/bookmark';

const bound = z.string().regex(/^\d+$/);

const mode = z.enum(['rewind', 'rebase']);
const bounds = z.record(z.string(), bound);
const reached = {
  system_identifier: z.string().min(1),
  kind: z.enum(['xid', 'id', 'timestamp', 'snapshot']),
  tables: bounds,
};

const sourceBookmark = z.strictObject({
  ...reached,
  again: z.strictObject({ id: z.string(), mode, tables: bounds }).optional(),
}) satisfies z.ZodType<SourceBookmark>;

/** The bookmark of a source in a result. */
export const proposedBookmark = z.strictObject({
  ...reached,
  again: z
    .object({ id: z.string(), mode: mode.optional(), tables: bounds.optional() })
    .nullish()
    .transform((echo) => echo ?? undefined),
}) satisfies z.ZodType<ProposedBookmark>;

const bookmarkFile = z.strictObject({
  version: z.literal(1),
  sources: z.record(z.string(), sourceBookmark),
  run: z.string(),
  attempt: z.string(),
  time: z.iso.datetime(),
}) satisfies z.ZodType<Bookmark>;

const HINT =
  'A broken bookmark never counts as empty. Put a good copy back, or delete the file: the next run ' +
  'writes the bookmark again from the tagged snapshots of the tables.';

export function openBookmarks(hdfs: Hdfs): Bookmarks {
  return {
    async read() {
      const text = await unlessMissing(hdfs.read(BOOKMARK_PATH));
      if (text === null) return null;
      try {
        return bookmarkFile.parse(unseal(text));
      } catch (error) {
        const why = faultOf(error);
        if (why === null) throw error;
        throw new TerminalError(`the bookmark ${BOOKMARK_PATH} on HDFS is broken: ${why}`, {
          cause: error,
          hint: HINT,
        });
      }
    },
    write: (bookmark) => hdfs.replace(BOOKMARK_PATH, seal(bookmark)),
  };
}

/** The fault of the text itself; null if the error is another one. */
function faultOf(error: unknown): string | null {
  if (error instanceof z.ZodError)
    return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  return error instanceof TerminalError ? error.message : null;
}
