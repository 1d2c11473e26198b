import type { Session } from '../model/session.ts';
import { visibleJson } from '../model/visible.ts';
import type { SessionStore } from '../ports/sessions.ts';
import type { Database } from './connect.ts';

const SESSION = `id, key, run, state, reason, driver, application, size, places, taken, created,
  idle_since as "idleSince", closing_since as "closingSince"`;

export function sessions(db: Database): SessionStore {
  return {
    async open() {
      const { rows } = await db.often<Session>(
        `select ${SESSION} from session where state <> 'closed' order by created, id`,
      );
      return rows;
    },

    async ofDrivers(drivers) {
      const { rows } = await db.query<Session>(
        `select ${SESSION} from session where driver = any ($1)`,
        [drivers],
      );
      return rows;
    },

    async intend({ id, key, run, size, places }, at) {
      await db.query(
        `insert into session (id, key, run, state, reason, size, places, created, idle_since)
         values ($1, $2, $3, 'intended', 'its host is about to be submitted', $4, $5, $6, $6)`,
        [id, key, run, visibleJson(size), places, at],
      );
    },

    async submitted(id, driver) {
      await db.query(
        `update session set driver = $2, application = null,
           state = case state when 'intended' then 'open' else state end,
           reason = case state when 'intended' then 'takes attempts' else reason end
         where id = $1 and state <> 'closed'`,
        [id, driver],
      );
    },

    async registered(id, application) {
      await db.query(
        `update session set application = $2 where id = $1 and state in ('open', 'closing')`,
        [id, application],
      );
    },

    async taken(id) {
      const { rowCount } = await db.often(
        `update session set taken = taken + 1, idle_since = null where id = $1 and state in ('intended', 'open')`,
        [id],
      );
      return rowCount === 1;
    },

    async idle(id, since) {
      await db.often(
        `update session set idle_since = $2 where id = $1 and state <> 'closed' and idle_since is null`,
        [id, since],
      );
    },

    async closing(id, reason, since) {
      await db.query(
        `update session set state = 'closing', reason = $2, closing_since = $3
         where id = $1 and state = 'open'`,
        [id, reason, since],
      );
    },

    async closed(id, reason) {
      await db.query(
        `update session set state = 'closed', reason = $2, ended = now() where id = $1 and state <> 'closed'`,
        [id, reason],
      );
    },

    async forget(ids) {
      await db.query(`delete from session where id = any ($1) and state = 'closed'`, [ids]);
    },
  };
}
