/**
 * The lease: the row by which one orchestrator leads. Each change of hands raises its number, which every write of the
 * engine carries (connect.ts) and the server checks (migrations/0002): who has lost the lead can write nothing more.
 * The server's clock alone counts.
 */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Lease } from '../engine/ports.ts';
import { translate } from './connect.ts';

/** Seconds until a lease that nobody renews is free; with the renewal and the look-out, a takeover takes at most 7. */
const TTL = 5;
const RENEW_MS = 1_000;
/** The channel on which the server says that there is something to do. */
const WAKE_CHANNEL = 'sparkwright_wake';

export interface OpenLease extends Lease {
  /** Its number as text, or 0, which no lease has: what Database carries. */
  fence(): string;
  /** Whether it led when it last asked. */
  leads(): boolean;
  close(): Promise<void>;
}

/**
 * The lead, and news, over one connection that is opened anew when it is lost.
 *
 * @param wake - called when there is something to do
 */
export function openLease(config: pg.ClientConfig, wake: () => void): OpenLease {
  const where = new URL(config.connectionString ?? '').host;
  const holder = randomUUID();
  let client: pg.Client | null = null;
  let connecting: Promise<pg.Client> | null = null;
  let fence = '';
  let closed = false;

  // Two loops ask at once; one connection serves both.
  const connected = (): Promise<pg.Client> =>
    (connecting ??= connect().finally(() => {
      connecting = null;
    }));

  const connect = async (): Promise<pg.Client> => {
    if (client) return client;
    const opened = new pg.Client({ ...config, query_timeout: TTL * 1_000 });
    const forget = () => {
      if (client === opened) client = null;
    };
    opened.on('error', forget).on('end', forget).on('notification', wake);
    await opened.connect();
    await opened.query(`listen ${WAKE_CHANNEL}`);
    client = opened;
    return opened;
  };

  const hold = async (): Promise<boolean> => {
    try {
      const { rows } = await (
        await connected()
      ).query<{ fence: string }>(
        `insert into lease (fence, holder, expires) values (1, $1, now() + make_interval(secs => $2))
         on conflict (one) do update set holder = $1, expires = excluded.expires,
           fence = case when lease.holder = $1 then lease.fence else lease.fence + 1 end
         where lease.holder = $1 or lease.expires < now()
         returning fence::text`,
        [holder, TTL],
      );
      fence = rows[0]?.fence ?? '';
      return fence !== '';
    } catch (error) {
      throw translate(error, where);
    }
  };

  // Renewed beside the loop, whose pass may wait for a part of the cluster longer than the lease lasts.
  const renewal = setInterval(() => {
    if (fence !== '') hold().catch(() => undefined);
  }, RENEW_MS);

  return {
    fence: () => fence || '0',
    leads: () => fence !== '',
    hold: async () => fence !== '' || (!closed && (await hold())),
    async release() {
      if (fence === '') return;
      fence = '';
      await client
        ?.query(`update lease set expires = now() - interval '1 s' where holder = $1`, [holder])
        .catch(() => undefined);
    },
    async close() {
      closed = true;
      clearInterval(renewal);
      await this.release();
      await client?.end().catch(() => undefined);
    },
  };
}
