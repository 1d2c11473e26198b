import type { AttemptStore, Owner } from '../ports/ports.ts';
import type { Attempt, Commitment, OpenAttempt } from '../model/attempt.ts';
import { visibleJson } from '../model/visible.ts';
import { settleRun } from './changes.ts';
import type { Database } from './connect.ts';
import { ATTEMPT, OPEN_ATTEMPT } from './rows.ts';

const WITH_RUN = `${ATTEMPT}, r.pipeline, r.slot, r.version, r.state as "runState", r.reason as "runReason",
  s.driver_scale as "driverScale", s.executor_scale as "executorScale"
  from attempt a join run r on r.id = a.run join stage s on s.run = a.run and s.name = a.stage`;

export function attempts(db: Database): AttemptStore {
  return {
    async get(id) {
      const { rows } = await db.query<Attempt>(`select ${ATTEMPT} from attempt a where id = $1`, [
        id,
      ]);
      return rows[0] ? dated(rows[0]) : null;
    },

    async of(run) {
      const { rows } = await db.query<Attempt>(
        `select ${ATTEMPT} from attempt a where run = $1 order by created, number`,
        [run],
      );
      return rows.map(dated);
    },

    async open() {
      const { rows } = await db.often<OpenAttempt>(
        `select ${WITH_RUN} where not a.committed and a.state in ${OPEN_ATTEMPT} order by a.created, a.id`,
      );
      return rows.map(dated);
    },

    async uncommitted() {
      const { rows } = await db.often<OpenAttempt>(
        `select ${WITH_RUN} where not a.committed and a.state not in ${OPEN_ATTEMPT} order by a.ended, a.id`,
      );
      return rows.map(dated);
    },

    /** One statement, so that the intent and the stage's change to running are saved together or not at all. */
    async intend({ id, run, stage, number }) {
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
    },

    async submitted(id, driver, reason, at) {
      await db.often(
        `update attempt set state = 'submitted', driver = $2, reason = $3, submitted = $4, waiting_since = $4
         where id = $1 and state = 'intended' and not committed`,
        [id, driver, reason, at],
      );
    },

    async adopted(id, driver, reason) {
      await db.query(
        `update attempt set driver = $2, reason = $3
         where id = $1 and state in ('submitted', 'running', 'killing') and not committed`,
        [id, driver, reason],
      );
    },

    async running(id, { application, reason, waitingSince }) {
      await db.often(
        `update attempt set state = 'running', application = coalesce($2, application), reason = $3, waiting_since = $4
         where id = $1 and state in ('submitted', 'running') and not committed`,
        [id, application, reason, waitingSince],
      );
    },

    async killing(id, cause) {
      await db.query(
        `update attempt set state = 'killing', reason = $2, killing = $3
         where id = $1 and state in ('submitted', 'running') and not committed`,
        [id, cause.reason, visibleJson(cause)],
      );
    },

    async explain(id, reason, application) {
      await db.query(
        `update attempt set reason = $2, application = coalesce($3, application)
         where id = $1 and state in ${OPEN_ATTEMPT} and not committed`,
        [id, reason, application],
      );
    },

    async ended(id, { state, reason, result, error, counted }) {
      await db.often(
        `update attempt set state = $2, reason = $3, result = $4, error = $5, counted = $6,
           application = coalesce($7, application), ended = now(), waiting_since = null
         where id = $1 and state in ${OPEN_ATTEMPT} and not committed`,
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
    },

    commit: (attempt, commitment) => commit(db, attempt, commitment),

    async owners(drivers, applications) {
      const { rows } = await db.query<Owner>(
        `select id as attempt, driver, application, ended from attempt where driver = any ($1) or application = any ($2)`,
        [drivers, applications],
      );
      return rows;
    },

    async unarchived(limit) {
      const { rows } = await db.query<Attempt>(
        `select ${ATTEMPT} from attempt a where committed and not archived and driver is not null order by ended limit $1`,
        [limit],
      );
      return rows.map(dated);
    },

    async archived(id) {
      await db.query(`update attempt set archived = true where id = $1`, [id]);
    },
  };
}

/** Only the call that marks the attempt as committed changes its stage. */
async function commit(
  database: Database,
  { id, run, stage }: Attempt,
  commitment: Commitment,
): Promise<void> {
  const { stage: state, reason, notBefore, driverScale, executorScale, diagnosis } = commitment;
  await database.transaction(async (db) => {
    const { rowCount } = await db.often(
      `with locked as (select id from run where id = $2 for no key update),
       marked as (
         update attempt a set committed = true, diagnosis = $9 from locked
         where a.id = $1 and a.run = locked.id and not a.committed and a.state in ('succeeded', 'failed', 'killed')
         returning a.run)
       update stage s set state = $4, reason = $5, not_before = coalesce($6, not_before),
         driver_scale = coalesce($7, driver_scale), executor_scale = coalesce($8, executor_scale),
         ended = case when $4 = 'ready' then null else now() end
       from marked where s.run = marked.run and s.name = $3 and s.state = 'running'`,
      [
        id,
        run,
        stage,
        state,
        reason,
        notBefore ?? null,
        driverScale ?? null,
        executorScale ?? null,
        diagnosis ? visibleJson(diagnosis) : null,
      ],
    );
    if (rowCount) await settleRun(db, run);
  });
}

/** Times within JSON come as text. */
function dated<T extends Attempt>(attempt: T): T {
  const { killing } = attempt;
  return killing
    ? { ...attempt, killing: { ...killing, since: new Date(killing.since) } }
    : attempt;
}
