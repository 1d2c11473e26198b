import type { RunState } from '../model/run.ts';
import { settle, type StageNode } from '../model/settle.ts';
import type { Db } from './connect.ts';

/** Has what follows from the states of a run's stages happen: see model/settle.ts. */
export async function settleRun(db: Db, run: string): Promise<void> {
  // Locks the run first, so that two changes of one run settle one after the other.
  const locked = await db.query<{ state: RunState }>(
    `select state from run where id = $1 and state in ('running', 'killing') for update`,
    [run],
  );
  const [current] = locked.rows;
  if (!current) return;
  const { rows } = await db.query<StageNode>(
    `select name, state, after, condition as when from stage where run = $1 order by position`,
    [run],
  );
  const { stages, run: ended } = settle(current.state, rows);
  if (stages.length > 0)
    await db.query(
      `update stage set state = change.state, reason = change.reason, not_before = null,
         ended = case when change.state <> 'ready' then now() end
       from jsonb_to_recordset($2) as change (name text, state text, reason text)
       where stage.run = $1 and stage.name = change.name`,
      [run, JSON.stringify(stages)],
    );
  if (!ended) return;
  await db.query(`update run set state = $2, reason = $3, ended = now() where id = $1`, [
    run,
    ended.state,
    ended.reason,
  ]);
}
