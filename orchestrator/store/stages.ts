import type { AdmittedTurn, StageRun, StageTurn } from '../model/run.ts';
import { visibleJson } from '../model/visible.ts';
import type { Database, Db } from './connect.ts';
import { STAGE } from './rows.ts';
import { settleRun } from './settle.ts';

const TURN = `${STAGE}, r.pipeline, r.version, r.priority, s.pool, s.places,
  (select count(*)::int from attempt a where a.run = s.run and a.stage = s.name) as attempts`;
const IN_TURN = `r.priority desc, r.created, s.run, s.position`;

export async function stagesOf(db: Db, run: string): Promise<StageRun[]> {
  const { rows } = await db.query<StageRun>(
    `select ${STAGE} from stage s where run = $1 order by position`,
    [run],
  );
  return rows;
}

export async function readyStages(db: Db, now: Date, limit: number): Promise<StageTurn[]> {
  const { rows } = await db.often<StageTurn>(
    `select ${TURN} from stage s join run r on r.id = s.run
     where s.state = 'ready' and (s.not_before is null or s.not_before <= $1) and r.state = 'running' order by ${IN_TURN} limit $2`,
    [now, limit],
  );
  return rows;
}

export async function admittedStages(db: Db): Promise<AdmittedTurn[]> {
  const { rows } = await db.often<AdmittedTurn>(
    `select ${TURN}, r.slot, r.slot_start as "slotStart", r.slot_end as "slotEnd", r.params, r.release, r.full_refresh as "fullRefresh" from stage s join run r on r.id = s.run
     where s.state = 'admitted' and r.state = 'running' order by ${IN_TURN}`,
  );
  return rows;
}

export async function poolsTaken(db: Db): Promise<Map<string, number>> {
  const { rows } = await db.query<{ pool: string; taken: number }>(
    `select pool, case when bool_or(places is null) then 'Infinity'::float8 else sum(places) end as taken from stage
     where state in ('admitted', 'running') and pool is not null group by pool`,
  );
  return new Map(rows.map(({ pool, taken }) => [pool, taken]));
}

export async function admitStages(
  db: Db,
  stages: readonly { run: string; name: string }[],
): Promise<void> {
  const reason = 'there is room for its driver and an executor';
  await change(
    db,
    'admitted',
    stages.map((stage) => ({ ...stage, reason })),
  );
}

/** Keeps the reason why stages still wait. */
export async function explainStages(
  db: Db,
  stages: readonly { run: string; name: string; reason: string }[],
): Promise<void> {
  await change(db, 'ready', stages);
}

async function change(
  db: Db,
  state: 'ready' | 'admitted',
  stages: readonly { run: string; name: string; reason: string }[],
): Promise<void> {
  if (stages.length === 0) return;
  await db.often(
    `update stage s set state = $1, reason = change.reason
     from jsonb_to_recordset($2) as change (run text, name text, reason text), run r
     where s.run = change.run and s.name = change.name and s.state = 'ready'
       and (s.state, s.reason) <> ($1, change.reason) and r.id = s.run and r.state = 'running'`,
    [state, visibleJson(stages.map(({ run, name, reason }) => ({ run, name, reason })))],
  );
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
    if (rowCount) await settleRun(db, run);
  });
}
