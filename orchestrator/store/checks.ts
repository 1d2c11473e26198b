/** The doctor's checks of the run store. */
import { fail, ok, warn, type Check, type Finding } from '../model/check.ts';
import { connection, Database, type Db, type StoreAddress } from './connect.ts';
import { knownMigrations } from './known-migrations.ts';
import { leadsUntil } from './leader.ts';
import { unknownMigrations } from './schema-version.ts';

/** Seconds of difference between clocks: from the first, times look odd; from the second, Spark's REST API refuses tokens. */
const ODD = 2;
const WRONG = 30;

export function storeChecks(address: StoreAddress): Check[] {
  const check = (name: string, examine: (db: Database) => Promise<Finding>): Check => ({
    name,
    run: async () => {
      const db = new Database(await connection(address));
      try {
        return await examine(db);
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
  const message = `PostgreSQL ${version}, database ${name}`;
  return parseInt(version, 10) >= 15
    ? ok(message)
    : fail(message, 'Use PostgreSQL 15 or newer for the run store.');
}

async function migrations(db: Db): Promise<Finding> {
  const known = await knownMigrations();
  const { rows } = (await tableExists(db, 'migration'))
    ? await db.query<{ name: string }>(`select name from migration order by name`)
    : { rows: [] };
  const applied = rows.map(({ name }) => name);
  const newer = unknownMigrations(applied, known);
  if (newer.length > 0)
    return fail(
      `the store was migrated by a newer Sparkwright: ${newer.join(', ')}`,
      'Update this Sparkwright.',
    );
  const pending = known.filter((name) => !applied.includes(name));
  if (pending.length === 0) return ok(`all ${known.length} are applied`);
  return warn(
    `pending: ${pending.join(', ')}`,
    'The next start of the orchestrator applies them: sparkwright orchestrate',
  );
}

async function leader(db: Db): Promise<Finding> {
  const until = (await tableExists(db, 'lease')) ? await leadsUntil(db) : null;
  if (until) return ok(`an orchestrator leads until ${until.toISOString()}, unless it renews`);
  return warn('no orchestrator leads: queued runs wait', 'Start one: sparkwright orchestrate');
}

/** Before the first start of an orchestrator no table exists. */
async function tableExists(db: Db, table: string): Promise<boolean> {
  const { rows } = await db.query<{ exists: boolean }>(
    'select to_regclass($1) is not null as exists',
    [table],
  );
  return rows[0]?.exists === true;
}

async function clock(db: Db): Promise<Finding> {
  const sent = Date.now();
  const { rows } = await db.query<{ now: Date }>(`select clock_timestamp() as now`);
  const middle = (sent + Date.now()) / 2;
  const apart = ((rows[0]?.now.getTime() ?? NaN) - middle) / 1000;
  const message = `the store's clock and this machine's differ by ${Math.abs(apart).toFixed(1)} s`;
  const hint = 'Let both keep time by NTP.';
  if (Math.abs(apart) >= WRONG) return fail(message, hint);
  return Math.abs(apart) >= ODD ? warn(message, hint) : ok(message);
}
