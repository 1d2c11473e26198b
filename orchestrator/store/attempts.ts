import type { Owner } from '../engine/ports.ts';
import type { Attempt, Killing, OpenAttempt, Outcome } from '../model/attempt.ts';
import { visibleJson } from '../model/visible.ts';
import type { Db } from './connect.ts';
import { ATTEMPT } from './rows.ts';

const OPEN = `('intended', 'submitted', 'running', 'killing')`;
const WITH_RUN = `${ATTEMPT}, r.pipeline, r.slot, r.version, r.state as "runState", r.reason as "runReason",
  s.driver_scale as "driverScale", s.executor_scale as "executorScale"
  from attempt a join run r on r.id = a.run join stage s on s.run = a.run and s.name = a.stage`;

export async function getAttempt(db: Db, id: string): Promise<Attempt | null> {
  const { rows } = await db.query<Attempt>(`select ${ATTEMPT} from attempt a where id = $1`, [id]);
  return rows[0] ? dated(rows[0]) : null;
}

export async function attemptsOf(db: Db, run: string): Promise<Attempt[]> {
  const { rows } = await db.query<Attempt>(
    `select ${ATTEMPT} from attempt a where run = $1 order by created, number`,
    [run],
  );
  return rows.map(dated);
}

export async function openAttempts(db: Db): Promise<OpenAttempt[]> {
  const { rows } = await db.often<OpenAttempt>(
    `select ${WITH_RUN} where not a.committed and a.state in ${OPEN} order by a.created, a.id`,
  );
  return rows.map(dated);
}

export async function uncommittedAttempts(db: Db): Promise<OpenAttempt[]> {
  const { rows } = await db.often<OpenAttempt>(
    `select ${WITH_RUN} where not a.committed and a.state not in ${OPEN} order by a.ended, a.id`,
  );
  return rows.map(dated);
}

/** The intent and its stage's move to running, or neither. */
export async function intendAttempt(
  db: Db,
  attempt: { id: string; run: string; stage: string; number: number },
): Promise<boolean> {
  const { id, run, stage, number } = attempt;
  const { rowCount } = await db.often(
    `with moved as (
       update stage s set state = 'running', reason = $5, started = coalesce(s.started, now()) from run r
       where s.run = $2 and s.name = $3 and s.state = 'admitted' and r.id = s.run and r.state = 'running'
       returning s.run)
     insert into attempt (id, run, stage, number, state, reason)
     select $1, run, $3, $4, 'intended', $5 from moved`,
    [id, run, stage, number, `attempt ${number}`],
  );
  return rowCount === 1;
}

export async function attemptSubmitted(
  db: Db,
  id: string,
  driver: string,
  reason: string,
  at: Date,
): Promise<void> {
  await db.often(
    `update attempt set state = 'submitted', driver = $2, reason = $3, submitted = $4, waiting_since = $4
     where id = $1 and state = 'intended' and not committed`,
    [id, driver, reason, at],
  );
}

export async function attemptAdopted(
  db: Db,
  id: string,
  driver: string,
  reason: string,
): Promise<void> {
  await db.query(
    `update attempt set driver = $2, reason = $3
     where id = $1 and state in ('submitted', 'running', 'killing') and not committed`,
    [id, driver, reason],
  );
}

export async function attemptRunning(
  db: Db,
  id: string,
  seen: { application: string | null; reason: string; waitingSince: Date | null },
): Promise<void> {
  await db.often(
    `update attempt set state = 'running', application = coalesce($2, application), reason = $3, waiting_since = $4
     where id = $1 and state in ('submitted', 'running') and not committed`,
    [id, seen.application, seen.reason, seen.waitingSince],
  );
}

export async function attemptKilling(db: Db, id: string, cause: Killing): Promise<void> {
  await db.query(
    `update attempt set state = 'killing', reason = $2, killing = $3
     where id = $1 and state in ('submitted', 'running') and not committed`,
    [id, cause.reason, visibleJson(cause)],
  );
}

export async function explainAttempt(
  db: Db,
  id: string,
  reason: string,
  application: string | null,
): Promise<void> {
  await db.query(
    `update attempt set reason = $2, application = coalesce($3, application)
     where id = $1 and state in ${OPEN} and not committed`,
    [id, reason, application],
  );
}

export async function attemptEnded(db: Db, id: string, outcome: Outcome): Promise<void> {
  const { state, reason, result, error, counted } = outcome;
  await db.often(
    `update attempt set state = $2, reason = $3, result = $4, error = $5, counted = $6,
       application = coalesce($7, application), ended = now(), waiting_since = null
     where id = $1 and state in ${OPEN} and not committed`,
    [
      id,
      state,
      reason,
      result && visibleJson(result),
      error && visibleJson(error),
      counted,
      result?.application ?? null,
    ],
  );
}

export async function ownersOf(
  db: Db,
  drivers: readonly string[],
  applications: readonly string[],
): Promise<Owner[]> {
  const { rows } = await db.query<Owner>(
    `select id as attempt, driver, application, ended from attempt where driver = any ($1) or application = any ($2)`,
    [drivers, applications],
  );
  return rows;
}

export async function unarchived(db: Db, limit: number): Promise<Attempt[]> {
  const { rows } = await db.query<Attempt>(
    `select ${ATTEMPT} from attempt a where committed and not archived and driver is not null order by ended limit $1`,
    [limit],
  );
  return rows.map(dated);
}

export async function archived(db: Db, id: string): Promise<void> {
  await db.query(`update attempt set archived = true where id = $1`, [id]);
}

/** A time within JSON comes as text. */
function dated<T extends Attempt>(attempt: T): T {
  const { killing } = attempt;
  return killing
    ? { ...attempt, killing: { ...killing, since: new Date(killing.since) } }
    : attempt;
}
