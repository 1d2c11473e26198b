import type { BookmarkRequest, Store } from '../ports/ports.ts';
import { visibleJson } from '../model/visible.ts';
import type { Db } from './connect.ts';

const REQUEST = `id, source, mode, kind, tables, asked_by as by, reason, requested, applied, refused`;

export function bookmarkRequests(db: Db): Store['bookmarkRequests'] {
  return {
    async ask({ id, source, mode, kind, tables, by, reason }) {
      await db.query(
        `insert into bookmark_request (id, source, mode, kind, tables, asked_by, reason)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [id, source, mode, kind, visibleJson(tables), by, reason],
      );
    },

    async get(id) {
      const { rows } = await db.query<BookmarkRequest>(
        `select ${REQUEST} from bookmark_request where id = $1`,
        [id],
      );
      return rows[0] ?? null;
    },

    async pending() {
      const { rows } = await db.query<BookmarkRequest>(
        `select ${REQUEST} from bookmark_request where applied is null order by requested, id`,
      );
      return rows;
    },

    async close(id, refused) {
      await db.query(
        `update bookmark_request set applied = now(), refused = $2 where id = $1 and applied is null`,
        [id, refused],
      );
    },
  };
}
