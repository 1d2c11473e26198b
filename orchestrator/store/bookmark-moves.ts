import type { BookmarkMove, BookmarkMoves, MoveFilter } from '../ports/bookmark-moves.ts';
import type { Db } from './connect.ts';

/**
 * Lists moves of the bookmark: those of successful loads, and those that people requested. The run's definition names the lake
 * table that a load filled. For a derived table, the source is the table itself.
 */
export function bookmarkMoves(db: Db): BookmarkMoves {
  return { list: (filter) => list(db, filter) };
}

async function list(db: Db, { pipeline, source, limit }: MoveFilter): Promise<BookmarkMove[]> {
  const { rows } = await db.query<BookmarkMove>(
    `select a.ended as time, 'load' as what, a.pipeline, a.run, a.id as attempt, source.key as source, bound.key as table,
       source.value ->> 'kind' as kind, source.value ->> 'system_identifier' as system, bound.value as bound,
       (a.result -> 'rows' -> coalesce(
         v.definition #>> array['sources', source.key, 'tables', bound.key, 'target'],
         v.definition #>> array['sources', source.key, 'tables', bound.key], source.key) ->> 'written')::float8 as rows,
       case when coalesce(source.value #> '{again,tables}' ? bound.key, true) then source.value #>> '{again,id}' end as request, null as by, null as reason
     from (select a.id, a.run, a.ended, a.result, r.pipeline, r.slot, r.version from attempt a join run r on r.id = a.run
           where a.state = 'succeeded' and jsonb_typeof(a.result -> 'bookmark') = 'object'
             and ($1::text is null or r.pipeline = $1)
             and ($2::text is null or a.result -> 'bookmark' ? $2)
             and (r.slot not like 'backfill:%' or jsonb_path_exists(a.result, '$.bookmark.*.kind ? (@ == "snapshot")'))
           order by a.ended desc, a.id desc limit $3) a
     left join version v on v.pipeline = a.pipeline and v.number = a.version,
     jsonb_each(a.result -> 'bookmark') as source, jsonb_each_text(source.value -> 'tables') as bound
     where ($2::text is null or source.key = $2)
       -- A backfill moves only the bookmarks of derived tables.
       and (a.slot not like 'backfill:%' or source.value ->> 'kind' = 'snapshot')
     union all
     select applied, mode, null, null, null, q.source, bound.key, q.kind, null, bound.value, null, q.id, asked_by, reason
     from bookmark_request q, jsonb_each_text(q.tables) as bound
     where applied is not null and refused is null
       and ($1::text is null or exists (
         select from version v where v.pipeline = $1 and v.definition -> 'sources' ? q.source))
       and ($2::text is null or q.source = $2)
     order by 1 desc, 5 desc nulls first, 6 desc, 7 desc limit $3`,
    [pipeline ?? null, source ?? null, limit],
  );
  return rows.reverse();
}
