/** What the doctor asks of the run store. */
import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { fail, ok, warn, type Check, type Finding } from '../model/check.ts';
import { connection, Database, type Db, type StoreAddress } from './connect.ts';
import { leadsUntil } from './leader.ts';

/** Seconds by which clocks may differ before times look odd, and before tokens of Spark's REST API are refused. */
const ODD = 2;
const WRONG = 30;

export function storeChecks(address: StoreAddress): Check[] {
  const check = (name: string, ask: (db: Database) => Promise<Finding>): Check => ({
    name,
    run: async () => {
      const db = new Database(await connection(address));
      try {
        return await ask(db);
      } finally {
        await db.close();
      }
    },
  });
  return [
    check('run store', server),
    check('migrations', migrations),
    check('leader', leader),
    check('clock', clock),
  ];
}

async function server(db: Database): Promise<Finding> {
  const { rows } = await db.query<{ version: string; name: string }>(
    `select current_setting('server_version') as version, current_database() as name`,
  );
  const { version = '', name = '' } = rows[0] ?? {};
  const says = `PostgreSQL ${version}, database ${name}`;
  return parseInt(version, 10) >= 15
    ? ok(says)
    : fail(says, 'Use PostgreSQL 15 or newer for the run store.');
}

async function migrations(db: Db): Promise<Finding> {
  const there = (await readdir(new URL('migrations', import.meta.url))).sort();
  const known = there.map((file) => basename(file, '.sql'));
  const { rows } = (await isThere(db, 'migration'))
    ? await db.query<{ name: string }>(`select name from migration order by name`)
    : { rows: [] };
  const done = rows.map(({ name }) => name);
  const newer = done.filter((name) => !known.includes(name));
  if (newer.length > 0)
    return fail(
      `the store was migrated by a newer Sparkwright: ${newer.join(', ')}`,
      'Update this one, too.',
    );
  const pending = known.filter((name) => !done.includes(name));
  if (pending.length === 0) return ok(`all ${known.length} are applied`);
  return warn(
    `pending: ${pending.join(', ')}`,
    'The next start of the orchestrator applies them: sparkwright orchestrate',
  );
}

async function leader(db: Db): Promise<Finding> {
  const until = (await isThere(db, 'lease')) ? await leadsUntil(db) : null;
  if (until) return ok(`an orchestrator leads until ${until.toISOString()}, unless it renews`);
  return warn('nobody leads: what is queued waits', 'Start one: sparkwright orchestrate');
}

/** Before the first start of an orchestrator there is no table at all. */
async function isThere(db: Db, table: string): Promise<boolean> {
  const { rows } = await db.query<{ found: boolean }>(
    'select to_regclass($1) is not null as found',
    [table],
  );
  return rows[0]?.found === true;
}

async function clock(db: Db): Promise<Finding> {
  const asked = Date.now();
  const { rows } = await db.query<{ now: Date }>(`select clock_timestamp() as now`);
  const middle = (asked + Date.now()) / 2;
  const apart = ((rows[0]?.now.getTime() ?? NaN) - middle) / 1000;
  const says = `the store's clock and this machine's differ by ${Math.abs(apart).toFixed(1)} s`;
  const mend = 'Let both keep time by NTP.';
  if (Math.abs(apart) >= WRONG) return fail(says, mend);
  return Math.abs(apart) >= ODD ? warn(says, mend) : ok(says);
}
