/**
 * Applies the changes that the model decides on. A transaction that changes several rows of a run locks the run's row first. So
 * the states that the model reads can't change meanwhile, and two changes of one run wait for each other without a deadlock.
 */
import type { Change, RunChange, RunGraph, StageChange, StageNode } from '../model/change.ts';
import { isOver, type RunState } from '../model/run.ts';
import { settle } from '../model/settle.ts';
import type { Database, Db } from './connect.ts';

const NODE = `s.name, s.state, s.after, s.condition as when`;

/** Reads a run and applies the changes that `decide` returns. False if there are none. */
export async function changeRun(
  database: Database,
  run: string,
  decide: (graph: RunGraph) => Change[],
): Promise<boolean> {
  return database.transaction(async (db) => {
    // Not `for update`: it would block inserts into the history, whose rows refer to the run.
    const runs = await db.query<{ state: RunState }>(
      `select state from run where id = $1 for no key update`,
      [run],
    );
    const stages = await db.query<StageNode>(
      `select ${NODE} from stage s where s.run = $1 order by s.position for no key update`,
      [run],
    );
    const [row] = runs.rows;
    const changes = row ? decide({ state: row.state, stages: stages.rows }) : [];
    await applyChanges(db, run, changes);
    return changes.length > 0;
  });
}

/** Applies the changes that follow from the states of a run's stages; see model/settle.ts. */
export async function settleRun(db: Db, run: string): Promise<void> {
  const { rows } = await db.often<StageNode & { runState: RunState }>(
    `select ${NODE}, r.state as "runState" from run r join stage s on s.run = r.id
     where r.id = $1 and r.state in ('running', 'killing') order by s.position for no key update of r`,
    [run],
  );
  const [first] = rows;
  if (first) await applyChanges(db, run, settle({ state: first.runState, stages: rows }));
}

async function applyChanges(db: Db, run: string, changes: readonly Change[]): Promise<void> {
  for (const batch of batches(changes))
    if ('stage' in batch) await changeRunRow(db, run, batch);
    else await changeStages(db, run, [...batch.values()]);
}

/** Keeps the order of the changes. Consecutive changes of different stages become one batch. */
function batches(changes: readonly Change[]): (RunChange | Map<string, StageChange>)[] {
  const all: (RunChange | Map<string, StageChange>)[] = [];
  for (const change of changes) {
    const last = all.at(-1);
    if (change.stage === null) all.push(change);
    else if (last instanceof Map && !last.has(change.stage)) last.set(change.stage, change);
    else all.push(new Map([[change.stage, change]]));
  }
  return all;
}

async function changeRunRow(db: Db, run: string, change: RunChange): Promise<void> {
  const { from, to, reason, endsAs } = change;
  await db.often(
    `update run set state = $3, reason = $4, ends_as = $5, ended = case when $6 then now() end,
       deadline = case when $3 = 'running' then null else deadline end, alerted = alerted and $3 <> 'running'
     where id = $1 and state = $2`,
    [run, from, to, reason, endsAs, isOver(to)],
  );
}

async function changeStages(db: Db, run: string, changes: readonly StageChange[]): Promise<void> {
  await db.often(
    `update stage s set state = c.becomes, reason = c.reason, not_before = null,
       started = case when not c.again then s.started end, ended = case when c.is_over then now() end,
       driver_scale = case when c.again then 1 else s.driver_scale end,
       executor_scale = case when c.again then 1 else s.executor_scale end
     from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::boolean[])
       as c (name, was, becomes, reason, again, is_over)
     where s.run = $1 and s.name = c.name and s.state = c.was`,
    [
      run,
      changes.map(({ stage }) => stage),
      changes.map(({ from }) => from),
      changes.map(({ to }) => to),
      changes.map(({ reason }) => reason),
      changes.map(({ again }) => again),
      changes.map(({ to }) => isOver(to)),
    ],
  );
  const again = changes.filter((change) => change.again).map(({ stage }) => stage);
  if (again.length > 0)
    await db.query(`update attempt set counted = false where run = $1 and stage = any ($2)`, [
      run,
      again,
    ]);
}
