import type { BookmarkRequest, NewBookmarkRequest } from '../engine/ports.ts';
import { visibleJson } from '../model/visible.ts';
import type { Db } from './connect.ts';

const REQUEST = `id, source, mode, kind, tables, asked_by as by, reason, requested, applied, refused`;

export async function askBookmark(db: Db, request: NewBookmarkRequest): Promise<void> {
  const { id, source, mode, kind, tables, by, reason } = request;
  await db.query(
    `insert into bookmark_request (id, source, mode, kind, tables, asked_by, reason)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, source, mode, kind, visibleJson(tables), by, reason],
  );
}

export async function getBookmarkRequest(db: Db, id: string): Promise<BookmarkRequest | null> {
  const { rows } = await db.query<BookmarkRequest>(
    `select ${REQUEST} from bookmark_request where id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

export async function pendingBookmarkRequests(db: Db): Promise<BookmarkRequest[]> {
  const { rows } = await db.query<BookmarkRequest>(
    `select ${REQUEST} from bookmark_request where applied is null order by requested, id`,
  );
  return rows;
}

export async function settleBookmarkRequest(
  db: Db,
  id: string,
  refused: string | null,
): Promise<void> {
  await db.query(
    `update bookmark_request set applied = now(), refused = $2 where id = $1 and applied is null`,
    [id, refused],
  );
}
