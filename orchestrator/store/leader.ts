import type { Db } from './connect.ts';

/** When the current lease expires; null if no orchestrator leads. */
export async function leadsUntil(db: Db): Promise<Date | null> {
  const { rows } = await db.query<{ expires: Date }>(
    `select expires from lease where expires > now()`,
  );
  return rows[0]?.expires ?? null;
}
