/** Read-only verbs, on a fake cluster and a PostgreSQL that is both store and source. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { seal } from '../../orchestrator/hdfs/sealed.ts';
import { fakeCluster, type FakeCluster } from '../fakes/cluster.ts';
import { putWarehouse } from '../fakes/warehouse.ts';
import { sparkwrightHere } from '../support/cli.ts';
import { emptyDatabase, storeDatabase, type OwnDatabase } from '../support/database.ts';

const PIPELINE = `pipeline: shop
description: Sales to the lake
schedule: { cron: '0 * * * *' }
params: { limit: 100 }
sources: { shop: { kind: xid, tables: { orders: lake.bronze.orders } } }
stages:
  report: { job: shop/report.py, after: [load], args: ['--run', '{{ run }}'], spark: { executor: { cores: 9 } } }
  load: { job: shop/load.py, sources: [shop], params: { rows: '{{ params.limit }}' } }
`;

describe('the read-only verbs', function () {
  this.timeout(60_000);
  let folder: string;
  let postgres: OwnDatabase;
  let fake: FakeCluster;
  let client: pg.Client;
  let environment: Record<string, string>;
  /** Milliseconds that new files on HDFS are older. */
  let passed = 0;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sparkwright-look-'));
    const clock = () => new Date(Date.now() - passed);
    const restKey = Buffer.alloc(32, 7).toString('base64url');
    [postgres, fake] = await Promise.all([storeDatabase(), fakeCluster({ restKey, clock })]);
    client = new pg.Client({ connectionString: postgres.url() });
    await client.connect();
    await client.query(
      `create table orders (id int, xid xid8 not null default pg_current_xact_id());
       create index on orders (xid); insert into orders select generate_series(1, 7)`,
    );
    const file = async (path: string, text: string) => {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), text);
      return join(folder, path);
    };
    await file('pipelines/shop.yaml', PIPELINE);
    for (const script of ['shop/load.py', 'shop/report.py', 'sparkwright/bootstrap.py'])
      await file(`jobs/${script}`, '');
    fake.files.create('/sparkwright/secrets/reader', 'throwaway', true);
    for (const path of [
      '/spark-logs',
      '/jobs',
      '/data',
      '/sparkwright/attempts',
      '/sparkwright/sessions',
    ])
      fake.files.makeFolders(path);
    environment = {
      ...fake.environment,
      SPARKWRIGHT_HOME: join(folder, 'home'),
      SPARKWRIGHT_SPARK_REST_SECRET_FILE: await file('rest.key', restKey),
      SPARKWRIGHT_SPARK_PROFILES_DIR: join(await file('conf/spark-defaults.conf', ''), '..'),
      SPARKWRIGHT_STORE_URL: postgres.url().replace(':throwaway@', '@'),
      SPARKWRIGHT_STORE_PASSWORD_FILE: await file('store.password', 'throwaway'),
      SPARKWRIGHT_PIPELINES_DIR: join(folder, 'pipelines'),
      SPARKWRIGHT_JOBS_DIR: join(folder, 'jobs'),
      SPARKWRIGHT_LISTEN: '127.0.0.1:0',
      SPARKWRIGHT_SOURCES: JSON.stringify({
        shop: {
          url: `jdbc:postgresql://127.0.0.1:${postgres.port}/${postgres.name}`,
          user: 'postgres',
          secret: 'reader',
        },
      }),
    };
  });

  after(async () => {
    await client.end();
    await Promise.all([postgres.remove(), fake.close()]);
    await rm(folder, { recursive: true });
  });

  const run = (args: string[], over: Record<string, string> = {}) =>
    sparkwrightHere(args, { folder, env: { ...environment, ...over } });

  it('plan prints order, parameters, room and windows of the next run, and makes no run', async () => {
    const { stdout, stderr, exitCode } = await run(['plan', 'shop', '-p', 'limit=5']);
    assert.equal(exitCode, 0, stderr);
    for (const said of [
      /^version +1, new: it has never run$/m,
      /^a run now +would start: 0 running, 0 queued/m,
      /^next slots +\d{4}-/m,
      /^load +- +shop\/load\.py .* yes$/m,
      /^report +load +shop\/report\.py .* never$/m,
      /^ {2}params +rows=5$/m,
      /^ {2}args +--run <run>$/m,
      /^room report: needs a driver of 1 core, 1 GiB and an executor of 9 cores/m,
      /^shop +orders +lake\.bronze\.orders +xid +the first +\d+ +7$/m,
    ])
      assert.match(stdout, said);
    assert.ok(stdout.indexOf('\nload ') < stdout.indexOf('\nreport '));
    const { rows } = await client.query('select from run union all select from version');
    assert.equal(rows.length, 0);
  });

  it('plan prints "unknown" for systems that are away', async () => {
    await fake.servers.hdfs.stop();
    await fake.stopMaster();
    const { stdout, stderr, exitCode } = await run(['plan', 'shop', '--json'], {
      SPARKWRIGHT_STORE_URL: 'postgres://postgres@127.0.0.1:1/postgres',
    });
    await fake.servers.hdfs.start();
    await fake.startMaster();
    assert.equal(exitCode, 0, stderr);
    const { plan } = JSON.parse(stdout) as { plan: Record<string, { unknown: string | null }> };
    assert.match(plan.version?.unknown ?? '', /the run store at .* is unreachable/);
    assert.equal(plan.release?.unknown, null);
    const text = JSON.stringify(plan);
    assert.match(text, /the Spark master at .* is unreachable/);
    assert.match(text, /HDFS at .* is unreachable/);
  });

  it('plan prints "unknown" before the first start of an orchestrator', async () => {
    const empty = await emptyDatabase();
    const { stdout, stderr, exitCode } = await run(['plan', 'shop'], {
      SPARKWRIGHT_STORE_URL: empty.url().replace(':throwaway@', '@'),
    });
    await empty.remove();
    assert.equal(exitCode, 0, stderr);
    const reason = "unknown: the run store's tables are missing, .*: sparkwright orchestrate";
    for (const field of ['version', 'a run now', 'paused'])
      assert.match(stdout, new RegExp(`^${field} +${reason}$`, 'm'));
    assert.match(stdout, /^load +- +shop\/load\.py .* yes$/m);
  });

  it('plan and run describe --param alike', async () => {
    const helps = await Promise.all(['plan', 'run'].map((verb) => run([verb, '--help'])));
    const [ofPlan, ofRun] = helps.map(({ stdout }) =>
      /^ *-p, --param .*$/m.exec(stdout)?.[0].trim(),
    );
    assert.match(ofPlan ?? '', /set a parameter; repeatable/);
    assert.equal(ofPlan?.replace(/ +/g, ' '), ofRun?.replace(/ +/g, ' '));
  });

  it('plan exits with 3 for an unknown pipeline, and with 2 for a file with faults', async () => {
    const lost = await run(['plan', 'nothing']);
    assert.equal(lost.exitCode, 3, lost.stderr);
    const empty = { SPARKWRIGHT_PIPELINES_DIR: join(folder, 'nowhere') };
    assert.equal((await run(['plan', 'shop'], empty)).exitCode, 2);
  });

  it('bookmark preview counts the rows after the bound that bookmark show prints', async () => {
    const none = await run(['bookmark', 'show']);
    assert.match(none.stdout, /There is no bookmark yet/);
    const { rows } = await client.query<{ system: string; hi: string }>(
      `select (pg_control_system()).system_identifier::text as system, pg_snapshot_xmin(pg_current_snapshot())::text as hi`,
    );
    const { system, hi } = rows[0] ?? { system: '', hi: '' };
    const bookmark = {
      version: 1,
      run: 'r-1',
      attempt: 'r-1-load-1',
      time: '2026-01-01T00:00:00.000Z',
      sources: { shop: { system_identifier: system, kind: 'xid', tables: { orders: hi } } },
    };
    fake.files.create('/data/bronze/bookmark', seal(bookmark), true);
    await client.query('insert into orders values (8), (9)');
    const preview = await run(['bookmark', 'preview', 'shop']);
    assert.match(
      preview.stdout,
      new RegExp(`orders +lake.bronze.orders +xid +${hi} +\\d+ +2$`, 'm'),
    );
    assert.match(preview.stdout, /^The next run would read 2 rows\.$/m);
    const show = await run(['bookmark', 'show']);
    assert.match(show.stdout, new RegExp(`^shop +orders +xid +${hi} +${system}$`, 'm'));
    const history = await run(['bookmark', 'history', '--json']);
    assert.deepEqual(JSON.parse(history.stdout), { moves: [] });
  });

  it('sessions lists those that are open', async () => {
    assert.match((await run(['sessions'])).stdout, /^No session is open\.$/m);
    await client.query(
      `insert into session (id, key, state, reason, driver, size, places, taken, created, ended)
       select name, 'k', state, '', 'driver-1', '{}', 2, 7, now(), ended
       from (values ('s-1', 'open', null), ('s-2', 'closed', now())) as s (name, state, ended)`,
    );
    const { stdout, exitCode } = await run(['sessions']);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^s-1 +warm +open +0 of 2 +7 +.* driver-1 +-$/m);
    assert.doesNotMatch(stdout, /s-2/);
    const { sessions } = JSON.parse((await run(['sessions', '--json'])).stdout) as {
      sessions: { id: string; attempts: string[] }[];
    };
    assert.deepEqual(
      sessions.map(({ id, attempts }) => [id, attempts]),
      [['s-1', []]],
    );
  });

  it('tables prints rows, files, size and age of each table', async () => {
    assert.match((await run(['tables'])).stdout, /^There are no tables yet/);
    await putWarehouse(fake.files);
    const { stdout, exitCode } = await run(['tables']);
    assert.equal(exitCode, 0);
    assert.match(
      stdout,
      /^lake\.bronze\.orders +297 +3 and 2 of deletes +2\.6 KiB +5 +\d+ \w+ ago$/m,
    );
    const { tables } = JSON.parse((await run(['tables', 'silver.*', '--json'])).stdout) as {
      tables: { name: string; rows: number }[];
    };
    assert.deepEqual(
      tables.map(({ name, rows }) => [name, rows]),
      [['lake.silver.orders', 60]],
    );
    assert.match((await run(['tables', 'b.onze.*'])).stdout, /^There is no table b\.onze\.\*/);
  });

  it('retention only lists old files, and removes them with --apply', async () => {
    const old = '/spark-logs/app-20250101000000-0001.zstd';
    passed = 15 * 86_400_000;
    fake.files.create(old, 'x', true);
    passed = 0;
    const shown = await run(['retention']);
    assert.match(shown.stdout, /^Spark's event logs on HDFS +14 days +1$/m);
    assert.match(shown.stdout, /^Nothing was removed\./m);
    assert.equal(fake.files.exists(old), true);
    const applied = await run(['retention', '--apply', '--json']);
    const { removed } = JSON.parse(applied.stdout) as { removed: { events: number } };
    assert.equal(removed.events, 1);
    assert.equal(fake.files.exists(old), false);
    assert.match((await run(['retention'])).stdout, /^Nothing is past its limit\.$/m);
  });

  it('doctor checks every part, and prints the fix of each failure', async () => {
    const { stdout, exitCode } = await run(['doctor', '--json']);
    const { checks } = JSON.parse(stdout) as { checks: { check: string; verdict: string }[] };
    const verdicts = Object.fromEntries(checks.map(({ check, verdict }) => [check, verdict]));
    const { release, leader, room, ...others } = verdicts;
    // The stage of 9 cores fits no worker, there is no release, and no leader.
    assert.deepEqual([release, leader, room], ['warn', 'warn', 'fail']);
    assert.equal(exitCode, 1);
    for (const part of [
      'run store',
      'migrations',
      'clock',
      'HDFS writable',
      'HDFS folders',
      'Spark REST',
      'workers',
      'source shop',
      'bookmark',
      'pipelines',
      'jobs',
      'profiles',
      'listen',
    ])
      assert.equal(others[part], 'ok', `${part}: ${stdout}`);
    const broken = await run(['doctor'], {
      SPARKWRIGHT_SPARK_REST_SECRET_FILE: environment.SPARKWRIGHT_STORE_PASSWORD_FILE ?? '',
      SPARKWRIGHT_STORE_URL: 'postgres://postgres@127.0.0.1:1/postgres',
    });
    assert.match(
      broken.stdout,
      /^FAIL {2}Spark REST .* refuses our token\n +Set spark.rest_secret_file/m,
    );
    assert.match(broken.stdout, /^FAIL {2}run store .*unreachable/m);
    assert.match(broken.stdout, /^ok {4}workers/m);
  });
});
