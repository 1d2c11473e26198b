import type { Attempt, Outcome } from '../model/attempt.ts';
import type { Database, Db } from './connect.ts';
import { ATTEMPT } from './rows.ts';
import { record } from './transitions.ts';

export async function attemptsOf(db: Db, run: string): Promise<Attempt[]> {
  const { rows } = await db.query<Attempt>(
    `select ${ATTEMPT} from attempt a where run = $1 order by created, number`,
    [run],
  );
  return rows;
}

export async function openAttempts(db: Db): Promise<Attempt[]> {
  const { rows } = await db.query<Attempt>(
    `select ${ATTEMPT} from attempt a
     where not committed and state in ('intended', 'submitted', 'running', 'killing') order by created`,
  );
  return rows;
}

export async function uncommittedAttempts(db: Db): Promise<Attempt[]> {
  const { rows } = await db.query<Attempt>(
    `select ${ATTEMPT} from attempt a
     where not committed and state in ('succeeded', 'failed') order by created`,
  );
  return rows;
}

/** The intent and its stage's move to running, or neither. */
export async function intendAttempt(
  database: Database,
  attempt: { id: string; run: string; stage: string; number: number },
): Promise<void> {
  const { id, run, stage, number } = attempt;
  const reason = `attempt ${number}`;
  await database.transaction(async (db) => {
    const { rowCount } = await db.query(
      `update stage set state = 'running', reason = $3, started = coalesce(started, now())
       where run = $1 and name = $2 and state = 'admitted'`,
      [run, stage, reason],
    );
    if (!rowCount) return;
    await db.query(
      `insert into attempt (id, run, stage, number, state, reason) values ($1, $2, $3, $4, 'intended', $5)`,
      [id, run, stage, number, reason],
    );
    await record(db, { run, stage, attempt: id, state: 'intended', reason });
  });
}

export async function attemptSubmitted(
  database: Database,
  id: string,
  driver: string,
  reason: string,
): Promise<void> {
  await move(database, id, ['intended'], 'submitted', reason, {
    driver,
    submitted: new Date(),
  });
}

export async function attemptRunning(
  database: Database,
  id: string,
  application: string | null,
  reason: string,
): Promise<void> {
  await move(database, id, ['submitted', 'running'], 'running', reason, { application });
}

export async function attemptKilling(
  database: Database,
  id: string,
  reason: string,
): Promise<void> {
  await move(database, id, ['submitted', 'running'], 'killing', reason, {});
}

export async function attemptEnded(
  database: Database,
  id: string,
  outcome: Outcome,
): Promise<void> {
  const { state, reason, result, error, counted } = outcome;
  const open = ['intended', 'submitted', 'running', 'killing'];
  await move(database, id, open, state, reason, {
    result: result && JSON.stringify(result),
    error: error && JSON.stringify(error),
    counted,
    ended: new Date(),
    ...(result?.application ? { application: result.application } : {}),
  });
}

export async function keepLog(db: Db, id: string, log: string): Promise<void> {
  // Postgres' text can't hold a NUL, and a program may print one.
  await db.query(`update attempt set log = $2 where id = $1`, [id, log.replaceAll('\0', '')]);
}

/** Moves an attempt out of one of the expected states, setting further columns; does nothing from any other. */
async function move(
  database: Database,
  id: string,
  from: string[],
  state: string,
  reason: string,
  columns: Record<string, unknown>,
): Promise<void> {
  const names = Object.keys(columns);
  const sets = names.map((name, index) => `, ${name} = $${index + 5}`).join('');
  await database.transaction(async (db) => {
    const { rows } = await db.query<{ run: string; stage: string }>(
      `update attempt set state = $3, reason = $4${sets}
       where id = $1 and state = any ($2) and not committed returning run, stage`,
      [id, from, state, reason, ...Object.values(columns)],
    );
    if (rows[0]) await record(db, { ...rows[0], attempt: id, state, reason });
  });
}
