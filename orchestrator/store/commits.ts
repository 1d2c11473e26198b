import type { Attempt } from '../model/attempt.ts';
import type { Database, Db } from './connect.ts';
import { readyChildren, settleRun, skipDescendants } from './settle.ts';
import { record } from './transitions.ts';

export async function commitSuccess(database: Database, attempt: Attempt): Promise<void> {
  await commit(database, attempt, 'succeeded', attempt.reason, async (db) => {
    await readyChildren(db, attempt.run);
    await settleRun(db, attempt.run);
  });
}

export async function commitFailure(
  database: Database,
  attempt: Attempt,
  reason: string,
): Promise<void> {
  await commit(database, attempt, 'failed', reason, async (db) => {
    await skipDescendants(db, attempt.run, attempt.stage);
    await settleRun(db, attempt.run);
  });
}

export async function commitRetry(
  database: Database,
  attempt: Attempt,
  notBefore: Date,
  reason: string,
): Promise<void> {
  await commit(database, attempt, 'ready', reason, async (db) => {
    await db.query(`update stage set not_before = $3, ended = null where run = $1 and name = $2`, [
      attempt.run,
      attempt.stage,
      notBefore,
    ]);
  });
}

/** Acts upon an outcome, once: whoever marks the attempt as committed moves its stage and does what follows. */
async function commit(
  database: Database,
  attempt: Attempt,
  state: 'succeeded' | 'failed' | 'ready',
  reason: string,
  then: (db: Db) => Promise<void>,
): Promise<void> {
  const { id, run, stage } = attempt;
  await database.transaction(async (db) => {
    const marked = await db.query(
      `update attempt set committed = true where id = $1 and not committed and state in ('succeeded', 'failed')`,
      [id],
    );
    if (!marked.rowCount) return;
    await db.query(
      `update stage set state = $3, reason = $4, ended = now() where run = $1 and name = $2 and state = 'running'`,
      [run, stage, state, reason],
    );
    await record(db, { run, stage, state, reason });
    await then(db);
  });
}
