import type { Db } from './connect.ts';

/** Until when an orchestrator leads, if it renews its lease no more; null where none leads. */
export async function leadsUntil(db: Db): Promise<Date | null> {
  const { rows } = await db.query<{ expires: Date }>(
    `select expires from lease where expires > now()`,
  );
  return rows[0]?.expires ?? null;
}
