import type { RunState } from '../model/run.ts';
import { settle, type StageNode } from '../model/settle.ts';
import { visibleJson } from '../model/visible.ts';
import type { Db } from './connect.ts';

/** Has what follows from the states of a run's stages happen: see model/settle.ts. */
export async function settleRun(db: Db, run: string): Promise<void> {
  // Locks the run, so that two changes of one run settle one after the other.
  const { rows } = await db.often<StageNode & { runState: RunState }>(
    `select s.name, s.state, s.after, s.condition as when, r.state as "runState"
     from run r join stage s on s.run = r.id
     where r.id = $1 and r.state in ('running', 'killing') order by s.position for update of r`,
    [run],
  );
  const [first] = rows;
  if (!first) return;
  const { stages, run: ended } = settle(first.runState, rows);
  if (stages.length > 0)
    await db.often(
      `update stage set state = change.state, reason = change.reason, not_before = null,
         ended = case when change.state <> 'ready' then now() end
       from jsonb_to_recordset($2) as change (name text, state text, reason text)
       where stage.run = $1 and stage.name = change.name`,
      [run, visibleJson(stages)],
    );
  if (ended)
    await db.often(`update run set state = $2, reason = $3, ended = now() where id = $1`, [
      run,
      ended.state,
      ended.reason,
    ]);
}
