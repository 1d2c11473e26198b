/**
 * One orchestrator at a time leads: it alone moves runs forward. It holds a session lock of Postgres, which the server
 * itself lets go when the leader's connection ends, however the leader ended.
 */
import pg from 'pg';
import { translate } from './connect.ts';
import { WAKE_CHANNEL } from './runs.ts';

/** Any fixed number of our own: the key of the lock. */
const LEAD_KEY = 0x5ba4c;

/**
 * The lead, and news of new runs, over one connection that is opened anew when it is lost.
 *
 * @param wake - called when somebody made a run
 */
export function openLead(config: pg.ClientConfig, wake: () => void) {
  const where = new URL(config.connectionString ?? '').host;
  let session: { client: pg.Client; leads: boolean } | null = null;

  const connect = async () => {
    const client = new pg.Client(config);
    const opened = { client, leads: false };
    const forget = () => {
      if (session === opened) session = null;
    };
    client.on('error', forget).on('end', forget).on('notification', wake);
    await client.connect();
    await client.query(`listen ${WAKE_CHANNEL}`);
    session = opened;
    return opened;
  };

  return {
    /** Whether this orchestrator leads; asks for the lead where it doesn't. */
    async leads(): Promise<boolean> {
      try {
        const held = session ?? (await connect());
        if (!held.leads) {
          const sql = 'select pg_try_advisory_lock($1) as taken';
          const { rows } = await held.client.query<{ taken: boolean }>(sql, [LEAD_KEY]);
          held.leads = rows[0]?.taken ?? false;
        }
        return held.leads;
      } catch (error) {
        throw translate(error, where);
      }
    },

    async close(): Promise<void> {
      await session?.client.end().catch(() => undefined);
    },
  };
}
