/** Old rows, for retention. Each query uses an index, and reads no more than a batch. */
import type { PastAttempt, PastRun, RetentionStore } from '../ports/ports.ts';
import type { Db } from './connect.ts';
import { ACTIVE_RUN, IS_OVER } from './rows.ts';

/**
 * Runs that may be removed: they have ended, all attempts are committed, a newer run of the pipeline exists, and no trigger
 * would start them again. The subqueries look at one row at a time, so that a batch of the oldest never reads all others.
 */
const PAST = `r.ended < $1 and r.state in ${IS_OVER}
  and (select count(*) from attempt a where a.run = r.id and not a.committed) = 0
  and r.id <> (select n.id from run n where n.pipeline = r.pipeline order by n.created desc, n.id desc limit 1)
  and not (r.slot like 'after:%' and exists (select from run u where u.id = substr(r.slot, 7)))`;

export function retention(db: Db): RetentionStore {
  return {
    async pastRuns(before, limit) {
      const { rows } = await db.query<PastRun>(
        `select r.id, r.pipeline, r.ended from run r where ${PAST} order by r.ended, r.id limit $2`,
        [before, limit],
      );
      return rows;
    },

    async pastAttempts(before, kept, limit) {
      // `a.ended < r.ended` always holds; filtering on `a.ended` too lets the index do the work.
      const { rows } = await db.query<PastAttempt>(
        `select a.id, a.run, r.ended from attempt a join run r on r.id = a.run
         where a.kept = any ($2) and a.kept <> 'nothing' and a.ended < $1 and a.committed and r.ended < $1
         order by a.ended, a.id limit $3`,
        [before, kept === 'logs' ? ['logs'] : ['logs', 'files'], limit],
      );
      return rows;
    },

    async cleared(attempts, kept) {
      await db.query(
        `update attempt set kept = $2 where id = any ($1) and (kept = 'logs' or $2 = 'nothing') and ended is not null`,
        [attempts, kept === 'logs' ? 'files' : 'nothing'],
      );
    },

    async known(attempts) {
      const { rows } = await db.query<{ id: string }>(
        `select id from attempt where id = any ($1)`,
        [attempts],
      );
      return new Set(rows.map(({ id }) => id));
    },

    async releasesInUse(since) {
      const { rows } = await db.query<{ release: string }>(
        `select distinct release from run where state in ${ACTIVE_RUN} and release is not null
         union select distinct release from run where ended >= $1 and release is not null`,
        [since],
      );
      return new Set(rows.map(({ release }) => release));
    },

    async remove(runs, before) {
      const { rows } = await db.query<{ id: string }>(
        `delete from run where id in (select r.id from run r where r.id = any ($2) and ${PAST} for update) returning id`,
        [before, runs],
      );
      return rows.map(({ id }) => id);
    },
  };
}
