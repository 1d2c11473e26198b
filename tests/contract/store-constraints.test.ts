/** The database refuses rows whose times contradict their states, and a migration corrects old rows. */
import assert from 'node:assert/strict';
import pg from 'pg';
import { knownMigrations } from '../../orchestrator/store/known-migrations.ts';
import { migrate } from '../../orchestrator/store/migrate.ts';
import { throwawayPostgres, type ThrowawayPostgres } from '../support/postgres.ts';

const WRONG = [
  ['run_ended', `update run set state = 'succeeded'`],
  ['run_ended', `update run set ended = now()`],
  ['run_ends_as', `update run set state = 'killing'`],
  ['stage_ended', `update stage set state = 'skipped'`],
  ['stage_ended', `update stage set ended = now()`],
  ['stage_started', `update stage set state = 'running'`],
  ['attempt_ended', `update attempt set state = 'killed'`],
  ['attempt_ended', `update attempt set ended = now()`],
  ['attempt_committed', `update attempt set committed = true`],
  ['attempt_driver', `update attempt set state = 'submitted'`],
  ['attempt_killing', `update attempt set state = 'killing', driver = 'driver-1'`],
] as const;

const ROWS = `
  insert into pipeline (name, since) values ('shop', now());
  insert into run (id, pipeline, slot, state, reason, started) values ('shop-1', 'shop', 'manual:1', 'running', '', now());
  insert into stage (run, name, position, after, state, reason) values ('shop-1', 'only', 1, '{}', 'ready', '');
  insert into attempt (id, run, stage, number, state, reason) values ('shop-1-only-1', 'shop-1', 'only', 1, 'intended', '')`;

describe('the constraints of the run store', function () {
  this.timeout(60_000);
  let postgres: ThrowawayPostgres;
  let client: pg.Client;

  before(async () => {
    postgres = await throwawayPostgres();
    const config = { connectionString: postgres.url() };
    client = new pg.Client(config);
    await client.connect();
    const older = (await knownMigrations()).indexOf('0010_ended');
    await migrate(config, older);
    await client.query(ROWS);
    await client.query(`
      insert into run (id, pipeline, slot, state, reason) values ('shop-2', 'shop', 'manual:2', 'failed', '');
      insert into stage (run, name, position, after, state, reason, ended)
        values ('shop-2', 'over', 1, '{}', 'skipped', '', null), ('shop-2', 'open', 2, '{}', 'waiting', '', now());
      insert into attempt (id, run, stage, number, state, reason, committed)
        values ('shop-2-over-1', 'shop-2', 'over', 1, 'running', '', true)`);
    await migrate(config);
  });
  after(async () => {
    await client.end();
    await postgres.remove();
  });
  beforeEach(() => client.query('begin'));
  afterEach(() => client.query('rollback'));

  for (const [constraint, change] of WRONG)
    it(`${constraint} refuses: ${change}`, () =>
      assert.rejects(client.query(`${change} where ${keyOf(change)}`), { constraint }));

  it('a migration gives old rows the ends that their states need', async () => {
    const { rows } = await client.query(
      `select 'run' as what, state, ended is not null as ended from run where id = 'shop-2'
       union all select name, state, ended is not null from stage where run = 'shop-2'
       union all select id, state, ended is not null from attempt where run = 'shop-2' order by what`,
    );
    assert.deepEqual(rows, [
      { what: 'open', state: 'waiting', ended: false },
      { what: 'over', state: 'skipped', ended: true },
      { what: 'run', state: 'failed', ended: true },
      { what: 'shop-2-over-1', state: 'failed', ended: true },
    ]);
  });
});

function keyOf(change: string): string {
  return change.startsWith('update run') ? `id = 'shop-1'` : `run = 'shop-1'`;
}
