/** The past, for retention: each query by an index, and never more than a batch of it. */
import type { Holding, PastAttempt, PastRun } from '../engine/ports.ts';
import type { Db } from './connect.ts';

/**
 * What may go: it has ended, nothing of it is unsettled, a newer run of its pipeline is there, and nothing waits on it. Each
 * is asked of one row at a time, so that a batch of the oldest never reads all the others.
 */
const PAST = `r.ended < $1 and r.state in ('succeeded', 'failed', 'killed', 'skipped')
  and (select count(*) from attempt a where a.run = r.id and not a.committed) = 0
  and r.id <> (select n.id from run n where n.pipeline = r.pipeline order by n.created desc, n.id desc limit 1)
  and not (r.slot like 'after:%' and exists (select from run u where u.id = substr(r.slot, 7)))`;

export async function pastRuns(db: Db, before: Date, limit: number): Promise<PastRun[]> {
  const { rows } = await db.query<PastRun>(
    `select r.id, r.pipeline, r.ended from run r where ${PAST} order by r.ended, r.id limit $2`,
    [before, limit],
  );
  return rows;
}

export async function pastAttempts(
  db: Db,
  before: Date,
  holding: Holding,
  limit: number,
): Promise<PastAttempt[]> {
  // An attempt ends before its run does: that both have is the run's to say, and the index's to find.
  const { rows } = await db.query<PastAttempt>(
    `select a.id, a.run, r.ended from attempt a join run r on r.id = a.run
     where a.kept = any ($2) and a.kept <> 'nothing' and a.ended < $1 and a.committed and r.ended < $1
     order by a.ended, a.id limit $3`,
    [before, holding === 'logs' ? ['logs'] : ['logs', 'files'], limit],
  );
  return rows;
}

export async function cleared(db: Db, attempts: readonly string[], what: Holding): Promise<void> {
  await db.query(
    `update attempt set kept = $2 where id = any ($1) and (kept = 'logs' or $2 = 'nothing') and ended is not null`,
    [attempts, what === 'logs' ? 'files' : 'nothing'],
  );
}

export async function knownAttempts(
  db: Db,
  attempts: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ id: string }>(`select id from attempt where id = any ($1)`, [
    attempts,
  ]);
  return new Set(rows.map(({ id }) => id));
}

export async function releasesInUse(db: Db, since: Date): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ release: string }>(
    `select distinct release from run where state in ('queued', 'running', 'killing') and release is not null
     union select distinct release from run where ended >= $1 and release is not null`,
    [since],
  );
  return new Set(rows.map(({ release }) => release));
}

export async function removeRuns(db: Db, runs: readonly string[], before: Date): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `delete from run where id in (select r.id from run r where r.id = any ($2) and ${PAST} for update) returning id`,
    [before, runs],
  );
  return rows.map(({ id }) => id);
}
