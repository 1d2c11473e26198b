/** What people ask of runs: to end, to be tried again from a stage, to go on behind one. */
import { descendants } from '../model/settle.ts';
import type { Database, Db } from './connect.ts';
import { settleRun } from './settle.ts';

export async function killRun(
  database: Database,
  run: string,
  reason: string,
  as: 'killed' | 'failed',
): Promise<boolean> {
  return database.transaction(async (db) => {
    const { rowCount } = await db.query(
      `update run set reason = $2, ends_as = $3,
         state = case state when 'queued' then $3 else 'killing' end,
         ended = case state when 'queued' then now() end
       where id = $1 and state in ('queued', 'running')`,
      [run, reason, as],
    );
    if (rowCount) await settleRun(db, run);
    return rowCount === 1;
  });
}

export async function retryRun(
  database: Database,
  run: string,
  from: readonly string[] | null,
  reason: string,
): Promise<boolean> {
  return database.transaction(async (db) => {
    if (!(await reopen(db, run, reason))) return false;
    const { rows } = await db.query<{ name: string; after: string[]; state: string }>(
      `select name, after, state from stage where run = $1`,
      [run],
    );
    const again = from
      ? descendants(rows, from)
      : rows.filter(({ state }) => state !== 'succeeded').map(({ name }) => name);
    await startAgain(db, run, again, reason);
    await settleRun(db, run);
    return true;
  });
}

export async function markSucceeded(
  database: Database,
  run: string,
  stage: string,
  reason: string,
): Promise<boolean> {
  return database.transaction(async (db) => {
    const marked = await db.query(
      `update stage set state = 'succeeded', reason = $3, ended = now()
       where run = $1 and name = $2 and state in ('failed', 'skipped', 'killed')
         and exists (select from run where id = $1 and ended is not null)`,
      [run, stage, reason],
    );
    if (!marked.rowCount || !(await reopen(db, run, reason))) return false;
    const { rows } = await db.query<{ name: string; after: string[]; state: string }>(
      `select name, after, state from stage where run = $1`,
      [run],
    );
    const behind = new Set(descendants(rows, [stage]));
    const again = rows.filter(({ name, state }) => behind.has(name) && state !== 'succeeded');
    await startAgain(
      db,
      run,
      again.map(({ name }) => name),
      reason,
    );
    await settleRun(db, run);
    return true;
  });
}

async function reopen(db: Db, run: string, reason: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update run set state = 'running', reason = $2, ended = null, deadline = null, ends_as = null, alerted = false
     where id = $1 and state in ('failed', 'killed', 'succeeded')`,
    [run, reason],
  );
  return rowCount === 1;
}

/** Stages wait for their parents anew; what failed before does not count against their retries. */
async function startAgain(
  db: Db,
  run: string,
  stages: readonly string[],
  reason: string,
): Promise<void> {
  await db.query(
    `update stage set reason = $3, started = null, ended = null, not_before = null, driver_scale = 1, executor_scale = 1,
       state = case when after = '{}' then 'ready' else 'waiting' end
     where run = $1 and name = any ($2)`,
    [run, stages, reason],
  );
  await db.query(`update attempt set counted = false where run = $1 and stage = any ($2)`, [
    run,
    stages,
  ]);
}
