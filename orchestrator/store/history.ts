import type { History, Transition } from '../ports/ports.ts';
import type { Db } from './connect.ts';

/** Limit for all runs together; a reader that was away for long catches up in several calls. */
const AT_A_TIME = 1_000;
// A bigint comes as text; these numbers stay far below what a double holds.
const TRANSITION = `t.id::float8 as id, t.run, t.stage, t.attempt, t.state, t.reason, t.at from transition t`;

export function history(db: Db): History {
  return {
    async since(after, run) {
      const { rows } =
        run === undefined
          ? await db.query<Transition>(
              `select ${TRANSITION} where t.id > $1 order by t.id limit ${AT_A_TIME}`,
              [after],
            )
          : await db.query<Transition>(
              `select ${TRANSITION} where t.run = $2 and t.id > $1 order by t.id`,
              [after, run],
            );
      return rows;
    },

    async last() {
      const { rows } = await db.query<{ last: number }>(
        `select coalesce(max(id), 0)::float8 as last from transition`,
      );
      return rows[0]?.last ?? 0;
    },
  };
}
