import type { Attempt, Commitment } from '../model/attempt.ts';
import { visibleJson } from '../model/visible.ts';
import type { Database } from './connect.ts';
import { settleRun } from './settle.ts';

/** Acts upon an outcome, once: whoever marks the attempt as committed moves its stage and does what follows. */
export async function commitAttempt(
  database: Database,
  { id, run, stage }: Attempt,
  commitment: Commitment,
): Promise<void> {
  const { stage: state, reason, notBefore, driverScale, executorScale, diagnosis } = commitment;
  await database.transaction(async (db) => {
    const { rowCount } = await db.often(
      `with marked as (
         update attempt set committed = true, diagnosis = $9
         where id = $1 and not committed and state in ('succeeded', 'failed', 'killed') returning run, stage)
       update stage s set state = $4, reason = $5, not_before = coalesce($6, not_before),
         driver_scale = coalesce($7, driver_scale), executor_scale = coalesce($8, executor_scale),
         ended = case when $4 = 'ready' then null else now() end
       from marked where s.run = $2 and s.name = $3 and s.state = 'running'`,
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
