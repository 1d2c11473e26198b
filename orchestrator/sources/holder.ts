/** The open write transaction that holds back the bound `hi` of a load. */
import type pg from 'pg';
import type { Holder } from '../ports/ports.ts';

/** Null if `hi` is simply the next transaction. */
export async function holderOf(client: pg.Client, hi: string): Promise<Holder | null> {
  // pg_stat_activity has the lower 32 bits. It shows the time to members of pg_read_all_stats only.
  const { rows } = await client.query<Holder>(
    `select $1 as xid, pid, coalesce(nullif(application_name, ''), 'a connection without a name') as name,
       extract(epoch from clock_timestamp() - xact_start)::float8 as age
     from pg_stat_activity where backend_xid::text::bigint = ($1::text::numeric % 4294967296)::bigint
     union all
     select $1, null, gid, extract(epoch from clock_timestamp() - prepared)::float8
     from pg_prepared_xacts where transaction::text::bigint = ($1::text::numeric % 4294967296)::bigint
     limit 1`,
    [hi],
  );
  return rows[0] ?? null;
}
