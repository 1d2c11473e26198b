import type { Transition } from '../engine/ports.ts';
import type { Db } from './connect.ts';

export async function transitionsSince(db: Db, after: number, run?: string): Promise<Transition[]> {
  // A bigint comes as text; these numbers stay far below what a double holds.
  const { rows } = await db.query<Transition>(
    `select id::float8 as id, run, stage, attempt, state, reason, at from transition
     where id > $1 and ($2::text is null or run = $2) order by id`,
    [after, run ?? null],
  );
  return rows;
}

export async function lastTransition(db: Db): Promise<number> {
  const { rows } = await db.query<{ last: number }>(
    `select coalesce(max(id), 0)::float8 as last from transition`,
  );
  return rows[0]?.last ?? 0;
}
