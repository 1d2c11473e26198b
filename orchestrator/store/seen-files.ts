import type { Seen, SeenFiles } from '../ports/ports.ts';
import type { SeenFile } from '../model/arrival.ts';
import { visibleJson } from '../model/visible.ts';
import type { Database } from './connect.ts';

export function seenFiles(database: Database): SeenFiles {
  return {
    async looks(pipeline, pattern) {
      const { rows } = await database.query<{ looks: number }>(
        `select looks from file_look where pipeline = $1 and pattern = $2`,
        [pipeline, pattern],
      );
      return rows[0]?.looks ?? null;
    },

    async read(pipeline, pattern) {
      const look = await database.query<Pick<Seen, 'looks' | 'since'>>(
        `select looks, since from file_look where pipeline = $1 and pattern = $2`,
        [pipeline, pattern],
      );
      if (!look.rows[0]) return null;
      // A bigint comes as text; a double holds the length of any file on HDFS.
      const { rows } = await database.query<SeenFile>(
        `select path, modified, length::float8 as length, taken, replaced, gone from seen_file
         where pipeline = $1 and pattern = $2`,
        [pipeline, pattern],
      );
      return { ...look.rows[0], files: rows };
    },

    keep: (pipeline, pattern, since, changed, before) =>
      database.transaction(async (db) => {
        const { rows } = await db.query<{ looks: number }>(
          `insert into file_look as l (pipeline, pattern, looks, since) values ($1, $2, 1, $3)
           on conflict (pipeline, pattern) do update set looks = l.looks + 1, since = excluded.since returning looks`,
          [pipeline, pattern, since],
        );
        await db.query(
          `insert into seen_file (pipeline, pattern, path, modified, length, taken, replaced, gone)
           select $1, $2, path, modified, length, taken, replaced, gone from jsonb_to_recordset($3)
             as f (path text, modified timestamptz, length bigint, taken boolean, replaced boolean, gone timestamptz)
           on conflict (pipeline, pattern, md5(path)) do update set modified = excluded.modified, length = excluded.length,
             taken = excluded.taken, replaced = excluded.replaced, gone = excluded.gone`,
          [pipeline, pattern, visibleJson(changed)],
        );
        await db.query(`delete from seen_file where pipeline = $1 and pattern = $2 and gone < $3`, [
          pipeline,
          pattern,
          before,
        ]);
        return rows[0]?.looks ?? 0;
      }),

    async forget(pipeline, patterns) {
      await database.query(`delete from file_look where pipeline = $1 and pattern <> all ($2)`, [
        pipeline,
        patterns,
      ]);
    },
  };
}
