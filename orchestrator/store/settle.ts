import type { Db } from './connect.ts';
import { record } from './transitions.ts';

/** Stages whose parents have all succeeded become ready. */
export async function readyChildren(db: Db, run: string): Promise<void> {
  const { rows } = await db.query<{ name: string; reason: string }>(
    `update stage s set state = 'ready', not_before = now(),
       reason = array_to_string(s.after, ', ') || ' succeeded'
     where s.run = $1 and s.state = 'waiting' and not exists (
       select 1 from stage parent
       where parent.run = s.run and parent.name = any (s.after) and parent.state <> 'succeeded')
     returning s.name, s.reason`,
    [run],
  );
  for (const { name, reason } of rows)
    await record(db, { run, stage: name, state: 'ready', reason });
}

/** What comes after a failed stage, however far behind, is skipped. */
export async function skipDescendants(db: Db, run: string, stage: string): Promise<void> {
  const { rows } = await db.query<{ name: string; reason: string }>(
    `with recursive behind (name) as (
       select name from stage where run = $1 and $2 = any (after)
       union
       select s.name from stage s join behind on behind.name = any (s.after) where s.run = $1)
     update stage s set state = 'skipped', reason = $2 || ' failed', ended = now()
     from behind where s.run = $1 and s.name = behind.name and s.state = 'waiting'
     returning s.name, s.reason`,
    [run, stage],
  );
  for (const { name, reason } of rows)
    await record(db, { run, stage: name, state: 'skipped', reason });
}

/** A run ends when none of its stages can still change. */
export async function settleRun(db: Db, run: string): Promise<void> {
  const { rows } = await db.query<{ state: string; reason: string }>(
    `update run r set ended = now(),
       state = case when failed = '' then 'succeeded' else 'failed' end,
       reason = case when failed = '' then 'every stage succeeded' else failed || ' failed' end
     from (select coalesce(string_agg(name, ', ' order by position) filter (where state = 'failed'), '') as failed,
             count(*) filter (where state in ('waiting', 'ready', 'admitted', 'running')) as open
           from stage where run = $1) stages
     where r.id = $1 and r.state = 'running' and stages.open = 0
     returning r.state, r.reason`,
    [run],
  );
  if (rows[0]) await record(db, { run, ...rows[0] });
}
