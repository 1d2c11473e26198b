import type { StageRun } from '../model/run.ts';
import type { Database, Db } from './connect.ts';
import { STAGE } from './rows.ts';
import { settleRun, skipDescendants } from './settle.ts';
import { record } from './transitions.ts';

export async function readyStages(db: Db, now: Date): Promise<StageRun[]> {
  const { rows } = await db.query<StageRun>(
    `select ${STAGE} from stage s join run r on r.id = s.run
     where s.state = 'ready' and s.not_before <= $1 and r.state = 'running'
     order by r.created, s.run, s.position`,
    [now],
  );
  return rows;
}

export async function admittedStages(db: Db): Promise<StageRun[]> {
  const { rows } = await db.query<StageRun>(
    `select ${STAGE} from stage s join run r on r.id = s.run
     where s.state = 'admitted' and r.state = 'running' order by r.created, s.run, s.position`,
  );
  return rows;
}

export async function admitStage(database: Database, run: string, stage: string): Promise<void> {
  const reason = 'there is room for its driver and an executor';
  await changeReady(database, { run, stage, state: 'admitted', reason });
}

/** Keeps the reason why a stage still waits; written down only when it changes. */
export async function explainStage(
  database: Database,
  run: string,
  stage: string,
  reason: string,
): Promise<void> {
  await changeReady(database, { run, stage, state: 'ready', reason });
}

async function changeReady(
  database: Database,
  change: { run: string; stage: string; state: 'ready' | 'admitted'; reason: string },
): Promise<void> {
  await database.transaction(async (db) => {
    const { rowCount } = await db.query(
      `update stage set state = $3, reason = $4
       where run = $1 and name = $2 and state = 'ready' and (state, reason) <> ($3, $4)`,
      [change.run, change.stage, change.state, change.reason],
    );
    if (rowCount) await record(db, change);
  });
}

export async function failStage(
  database: Database,
  run: string,
  stage: string,
  reason: string,
): Promise<void> {
  await database.transaction(async (db) => {
    const { rowCount } = await db.query(
      `update stage set state = 'failed', reason = $3, ended = now()
       where run = $1 and name = $2 and state in ('ready', 'admitted')`,
      [run, stage, reason],
    );
    if (!rowCount) return;
    await record(db, { run, stage, state: 'failed', reason });
    await skipDescendants(db, run, stage);
    await settleRun(db, run);
  });
}
