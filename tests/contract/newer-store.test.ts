/** A program that is older than the store's tables refuses to work, and changes nothing. */
import assert from 'node:assert/strict';
import pg from 'pg';
import { Database } from '../../orchestrator/store/connect.ts';
import { openCopies } from '../../orchestrator/store/copies.ts';
import { knownMigrations } from '../../orchestrator/store/known-migrations.ts';
import { migrate } from '../../orchestrator/store/migrate.ts';
import { assertKnownSchema } from '../../orchestrator/store/schema-version.ts';
import { cliPlace, type Place } from './cli-place.ts';

const PIPELINE = 'pipeline: shop\nstages: { only: { job: a.py } }\n';
const LATER = '9999_later';

describe('a store that a newer Sparkwright has migrated', function () {
  this.timeout(120_000);
  let place: Place;
  let config: pg.ClientConfig;
  let client: pg.Client;
  let newest: string;

  before(async () => {
    place = await cliPlace({});
    await place.write('pipelines/shop.yaml', PIPELINE);
    await place.write('jobs/a.py', '');
    config = { connectionString: place.storeUrl };
    client = new pg.Client(config);
    await client.connect();
    newest = (await knownMigrations()).at(-1) ?? '';
  });
  after(async () => {
    await client.end();
    await place.close();
  });
  beforeEach(() =>
    client.query(`insert into migration (name, run_on) values ($1, now())`, [LATER]),
  );
  afterEach(() => client.query('delete from migration where name = $1', [LATER]));

  const refusal = (error: unknown) => {
    assert.match(String(error), new RegExp(`version ${LATER}, .*none after ${newest}`));
    return true;
  };

  for (const args of [
    ['orchestrate'],
    ['orchestrate', '--once', 'shop'],
    ['runs'],
    ['run', 'shop'],
    ['backup', 'copy'],
  ])
    it(`refuses with exit code 2, both versions and a hint: ${args.join(' ')}`, async () => {
      const { exitCode, stderr, stdout } = await place.sparkwright(args);
      assert.equal(exitCode, 2, stderr);
      refusal(stderr);
      assert.match(stderr, /^sparkwright: the run store.*\. Use the version/m);
      assert.equal(stdout, '');
      assert.deepEqual(await place.store.runs.list({ limit: 10 }), []);
    });

  it('is not migrated, queried or copied', async () => {
    await assert.rejects(migrate(config), refusal);
    const database = new Database(config, () => '', assertKnownSchema);
    await Promise.all(
      ['select 1', 'select 2'].map((sql) => assert.rejects(database.query(sql), refusal)),
    );
    await assert.rejects(database.query('select 3'), refusal);
    await database.close();
    await assert.rejects(
      openCopies(config).copyOut(() => Promise.resolve()),
      refusal,
    );
  });

  it('is refused, too, if a migration in between is unknown', async () => {
    await client.query(`insert into migration (name, run_on) values ('0004_unknown', now())`);
    await client.query('delete from migration where name = $1', [LATER]);
    try {
      await assert.rejects(migrate(config), /version 0004_unknown/);
    } finally {
      await client.query(`delete from migration where name = '0004_unknown'`);
    }
  });

  it('is served once the program knows all migrations', async () => {
    const database = new Database(config, () => '', assertKnownSchema);
    await assert.rejects(database.query('select 1'), refusal);
    await client.query('delete from migration where name = $1', [LATER]);
    await database.query('select 1');
    await database.close();
    await migrate(config);
  });
});
