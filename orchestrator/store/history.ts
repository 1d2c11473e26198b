import type { Transition } from '../engine/ports.ts';
import type { Db } from './connect.ts';

/** Of all runs so many at a time: a long absence is not made up for in one answer. */
const AT_A_TIME = 1_000;
const TRANSITION = `t.id::float8 as id, t.run, t.stage, t.attempt, t.state, t.reason, t.at from transition t`;

// A bigint comes as text; these numbers stay far below what a double holds.
export async function transitionsSince(db: Db, after: number, run?: string): Promise<Transition[]> {
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
}

export async function lastTransition(db: Db): Promise<number> {
  const { rows } = await db.query<{ last: number }>(
    `select coalesce(max(id), 0)::float8 as last from transition`,
  );
  return rows[0]?.last ?? 0;
}
