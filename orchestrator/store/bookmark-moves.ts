import type { BookmarkMove } from '../engine/ports.ts';
import type { Db } from './connect.ts';

/** What each load that succeeded moved the bookmark to; the definition that it ran knows which table of the lake it filled. */
export async function bookmarkMoves(
  db: Db,
  { pipeline, limit }: { pipeline?: string; limit: number },
): Promise<BookmarkMove[]> {
  const { rows } = await db.query<BookmarkMove>(
    `select a.ended as time, a.pipeline, a.run, a.id as attempt, source.key as source, bound.key as table,
       bound.value as bound, (a.result -> 'rows' -> coalesce(
         v.definition #>> array['sources', source.key, 'tables', bound.key, 'target'],
         v.definition #>> array['sources', source.key, 'tables', bound.key], source.key) ->> 'written')::float8 as rows
     from (select a.id, a.run, a.ended, a.result, r.pipeline, r.version from attempt a join run r on r.id = a.run
           where a.state = 'succeeded' and jsonb_typeof(a.result -> 'bookmark') = 'object'
             and ($1::text is null or r.pipeline = $1)
           order by a.ended desc, a.id desc limit $2) a
     left join version v on v.pipeline = a.pipeline and v.number = a.version,
     jsonb_each(a.result -> 'bookmark') as source, jsonb_each_text(source.value -> 'tables') as bound
     order by a.ended desc, a.id desc, source.key desc, bound.key desc limit $2`,
    [pipeline ?? null, limit],
  );
  return rows.reverse();
}
