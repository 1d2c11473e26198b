/**
 * The lease: the row by which one orchestrator leads.
 *
 * Terms. The *holder* is the orchestrator in the row. The *fence* is a number that grows with each change of holder. The row
 * *expires* by the server's clock; the holder renews it every second. The next orchestrator that asks gets an expired row.
 *
 *     standing by --asks, and the row is free or expired--> leading
 *     leading     --the server answers: another holds it--> standing by
 *     leading     --no answer within the trust window-----> in doubt
 *     in doubt    --the server answers: still yours-------> leading, with the same fence unless another led in between
 *     in doubt    --the server answers: another holds it--> standing by
 *
 * The *trust window* is how long an orchestrator believes in its lead without an answer. It begins when the last successful
 * renewal was sent, by this machine's steady clock, which is before the server set the expiry. It ends a margin before that
 * expiry. So two orchestrators never believe at once that they lead.
 *
 * Failures. A crashed holder: the row expires, and another leads after at most 7 s. A holder without a network: it stops its
 * work in doubt, before the row expires. A paused holder that wakes up too late: the fence stops it. Every write of the engine
 * carries the number (connect.ts) and the server checks it (migrations/0002), so a former holder can write nothing.
 */
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import type { Lease } from '../ports/ports.ts';
import { translate } from './translate.ts';

/** Seconds until a lease expires that is not renewed. With the pauses of renewal and standby, a takeover takes at most 7. */
const TTL = 5;
/** Allows for clocks of different speeds, and for writes under way when the trust ends. */
const MARGIN_MS = 500;
export const TRUST_MS = TTL * 1_000 - MARGIN_MS;
const RENEW_MS = 1_000;
/** The channel on which triggers notify the engine of work. */
const WAKE_CHANNEL = 'sparkwright_wake';

export interface OpenLease extends Lease {
  /** The lease's number as text, for Database; 0, which no lease has, while another leads. */
  fence(): string;
  /** Gives the lead up, so that another orchestrator need not wait until the lease expires. */
  release(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Holds the lease and listens for work, over one connection that is replaced if it is lost.
 *
 * @param wake - called when there is work
 * @param steady - returns the milliseconds of a monotonic clock
 */
export function openLease(
  config: pg.ClientConfig,
  wake: () => void,
  steady: () => number = () => performance.now(),
): OpenLease {
  const where = new URL(config.connectionString ?? '').host;
  const holder = randomUUID();
  let client: pg.Client | null = null;
  let fence = '';
  let trustedUntil = -Infinity;
  let renewing: Promise<boolean> | null = null;
  /** Grows with each release, so that the answer to an earlier renewal is ignored. */
  let releases = 0;
  let closed = false;

  const leads = () => fence !== '' && steady() < trustedUntil;

  const connect = async (): Promise<pg.Client> => {
    if (client) return client;
    // A later answer would not be trusted.
    const opened = new pg.Client({ ...config, query_timeout: TRUST_MS });
    const forget = () => {
      if (client === opened) client = null;
    };
    opened.on('error', forget).on('end', forget).on('notification', wake);
    try {
      await opened.connect();
      await opened.query(`listen ${WAKE_CHANNEL}`);
    } catch (error) {
      hangUp(opened);
      throw error;
    }
    client = opened;
    return opened;
  };

  /** Does not wait: a server that is gone never answers. */
  const hangUp = (broken: pg.Client) => {
    if (client === broken) client = null;
    broken.end().catch(() => undefined);
  };

  const renew = async (): Promise<boolean> => {
    const since = releases;
    try {
      const connected = await connect();
      if (since !== releases) return false;
      const sent = steady();
      const { rows } = await connected
        .query<{ fence: string }>(
          `insert into lease (fence, holder, expires) values (1, $1, now() + make_interval(secs => $2))
           on conflict (one) do update set holder = $1, expires = excluded.expires,
             fence = case when lease.holder = $1 then lease.fence else lease.fence + 1 end
           where lease.holder = $1 or lease.expires < now()
           returning fence::text`,
          [holder, TTL],
        )
        .catch((error: unknown) => {
          // Statements queued behind one without an answer would get none either.
          hangUp(connected);
          throw error;
        });
      if (since !== releases) return false;
      fence = rows[0]?.fence ?? '';
      trustedUntil = sent + TRUST_MS;
      return fence !== '';
    } catch (error) {
      throw translate(error, where);
    }
  };

  // Two loops and the timer may renew at once; one statement serves all of them.
  const renewOnce = (): Promise<boolean> =>
    (renewing ??= renew().finally(() => {
      renewing = null;
    }));

  // Renewed by a timer, because a pass of the loop may wait for the cluster longer than the lease lasts.
  const renewal = setInterval(() => {
    if (fence !== '') renewOnce().catch(() => undefined);
  }, RENEW_MS);

  return {
    fence: () => fence || '0',
    leads,
    hold: async () => leads() || (!closed && (await renewOnce())),
    async release() {
      releases += 1;
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
      await renewing?.catch(() => undefined);
      await client?.end().catch(() => undefined);
    },
  };
}
