/** The findings of the doctor about a store, HDFS and Spark. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { examine } from '../../orchestrator/doctor/examine.ts';
import { hdfsChecks } from '../../orchestrator/hdfs/checks.ts';
import type { Check } from '../../orchestrator/model/check.ts';
import { sparkChecks } from '../../orchestrator/spark/checks.ts';
import { storeChecks } from '../../orchestrator/store/checks.ts';
import { openLease } from '../../orchestrator/store/lease.ts';
import { migrate } from '../../orchestrator/store/migrate.ts';
import { fakeCluster, type FakeCluster } from '../fakes/cluster.ts';
import { FakeServer } from '../fakes/http/server.ts';
import { emptyDatabase, type OwnDatabase } from '../support/database.ts';

/** The verdict and text of the check with this name: `fail no worker is alive`. */
async function finding(checks: readonly Check[], name: string): Promise<string> {
  const found = await examine(checks.filter((each) => each.name === name));
  for (const { verdict, hint } of found) assert.equal(hint === '', verdict === 'ok');
  return found.map(({ verdict, message }) => `${verdict} ${message}`).join('; ');
}

describe('the doctor on a store', function () {
  this.timeout(60_000);
  let postgres: OwnDatabase;
  let folder: string;
  let checks: Check[];

  before(async () => {
    postgres = await emptyDatabase();
    folder = await mkdtemp(join(tmpdir(), 'sparkwright-checks-'));
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, 'throwaway');
    checks = storeChecks({ url: postgres.url().replace(':throwaway', ''), passwordFile });
  });

  after(async () => {
    await postgres.remove();
    await rm(folder, { recursive: true });
  });

  it('pending migrations are a warning, and unknown ones a failure', async () => {
    const config = { connectionString: postgres.url() };
    assert.match(await finding(checks, 'migrations'), /^warn pending: 0001_runs, 0002_engine/);
    assert.match(
      await finding(checks, 'leader'),
      /^warn no orchestrator leads/,
      'without tables too',
    );
    await migrate(config);
    assert.match(await finding(checks, 'migrations'), /^ok all \d+ are applied$/);
    const client = new pg.Client(config);
    await client.connect();
    await client.query(`insert into migration (name, run_on) values ('9999_later', now())`);
    await client.end();
    assert.match(await finding(checks, 'migrations'), /^fail .*newer Sparkwright: 9999_later$/);
  });

  it('reports whether an orchestrator leads, and until when', async () => {
    assert.match(await finding(checks, 'leader'), /^warn no orchestrator leads/);
    const lease = openLease({ connectionString: postgres.url() }, () => undefined);
    assert.equal(await lease.hold(), true);
    assert.match(await finding(checks, 'leader'), /^ok an orchestrator leads until 2/);
    await lease.close();
  });

  it('compares the clocks, and names the version of the server', async () => {
    assert.match(await finding(checks, 'clock'), /^ok .* differ by \d\.\d s$/);
    assert.match(await finding(checks, 'run store'), /^ok PostgreSQL 1\d\./);
  });
});

describe('the doctor on HDFS', () => {
  let state: Record<string, unknown>;
  let server: FakeServer;

  before(async () => {
    server = await FakeServer.listen(() => ({
      status: 200,
      type: 'application/json',
      body: JSON.stringify({ beans: [state] }),
    }));
  });
  after(() => server.stop());
  beforeEach(() => {
    state = {
      FSState: 'Operational',
      NumLiveDataNodes: 1,
      NumDeadDataNodes: 0,
      CapacityTotal: 100 * 1024 ** 3,
      CapacityRemaining: 50 * 1024 ** 3,
    };
  });

  const said = () => finding(hdfsChecks({ urls: [server.url], user: 'spark' }), 'HDFS');

  it('a NameNode that serves is ok', async () => {
    assert.match(await said(), /^ok 127\.0\.0\.1:\d+, 1 live DataNode, 50 GiB free$/);
  });

  it('safe mode and no DataNode are failures; a dead DataNode or little space is a warning', async () => {
    state.FSState = 'safeMode';
    assert.match(await said(), /^fail .* is in safe mode/);
    Object.assign(state, { FSState: 'Operational', NumLiveDataNodes: 0 });
    assert.match(await said(), /^fail .* no live DataNode/);
    Object.assign(state, { NumLiveDataNodes: 2, NumDeadDataNodes: 1 });
    assert.match(await said(), /^warn .* 2 live DataNodes, 1 dead/);
    state.CapacityRemaining = 1024 ** 3;
    assert.match(await said(), /^warn .* only 1 GiB free/);
  });

  it('missing folders and releases are reported, and the check leaves no file', async () => {
    const fake = await fakeCluster();
    const checks = hdfsChecks({ urls: fake.hdfsUrls, user: 'spark' });
    assert.match(await finding(checks, 'HDFS folders'), /^fail missing: .*\/spark-logs/);
    fake.files.makeFolders('/spark-logs');
    assert.match(await finding(checks, 'HDFS folders'), /^warn missing: \/jobs/);
    assert.match(await finding(checks, 'release'), /^warn no release/);
    fake.files.create('/jobs/current', 'abc\n', true);
    assert.match(await finding(checks, 'release'), /^fail the current release abc is not whole/);
    assert.match(await finding(checks, 'HDFS writable'), /^ok spark writes/);
    assert.deepEqual(fake.files.list('/sparkwright'), []);
    await fake.close();
  });
});

describe('the doctor on Spark', () => {
  let fake: FakeCluster;
  let folder: string;
  const restKey = Buffer.alloc(32, 7).toString('base64url');

  beforeEach(async () => {
    fake = await fakeCluster({ restKey });
    folder = await mkdtemp(join(tmpdir(), 'sparkwright-checks-'));
    await writeFile(join(folder, 'key'), restKey);
  });
  afterEach(async () => {
    await fake.close();
    await rm(folder, { recursive: true });
  });

  const checks = (over: { uiUrls?: string[]; restUrls?: string[] } = {}) =>
    sparkChecks({
      uiUrls: fake.uiUrls,
      restUrls: fake.restUrls,
      restSecretFile: join(folder, 'key'),
      ...over,
    });

  it('one ALIVE master is ok; one that is away beside it is a warning', async () => {
    const uiUrls = [...fake.uiUrls, 'http://127.0.0.1:1'];
    const said = await finding(checks({ uiUrls }), 'Spark master');
    assert.match(said, /^ok .* is ALIVE; warn .* is unreachable: ECONNREFUSED$/);
  });

  it('a master that is not ALIVE is a failure', async () => {
    fake.master.be('RECOVERING');
    assert.match(await finding(checks(), 'Spark master'), /^fail .* is RECOVERING$/);
    assert.match(await finding(checks(), 'Spark REST'), /^fail .* is not ALIVE$/);
  });

  it('a refused token is a failure, and a REST server without tokens a warning', async () => {
    assert.match(await finding(checks(), 'Spark REST'), /^ok .* takes our token$/);
    await writeFile(join(folder, 'key'), Buffer.alloc(32, 8).toString('base64url'));
    assert.match(await finding(checks(), 'Spark REST'), /^fail .* refuses our token$/);
    const open = await fakeCluster();
    const restUrls = open.restUrls;
    assert.match(await finding(checks({ restUrls }), 'Spark REST'), /^warn .* without a token$/);
    await open.close();
  });

  it('a lost worker is a warning, and no worker a failure', async () => {
    const [one, other] = fake.master.workers;
    assert.ok(one && other);
    await fake.loseWorker(one);
    assert.match(await finding(checks(), 'workers'), /^warn 1 alive, .*; 1 not alive$/);
    await fake.loseWorker(other);
    assert.equal(await finding(checks(), 'workers'), 'fail no worker is alive');
  });

  it('without recoveryMode, drivers do not survive a restart of the master: a warning', async () => {
    let rows = '<td>spark.master.rest.enabled</td><td>true</td>';
    const page = await FakeServer.listen(() => ({ status: 200, type: 'text/html', body: rows }));
    const said = () => finding(checks({ uiUrls: [page.url] }), 'recovery');
    assert.match(await said(), /^warn a restart of the master kills/);
    rows += '\n<tr>\n<td>spark.deploy.recoveryMode</td>\n <td>FILESYSTEM</td></tr>';
    assert.match(await said(), /^ok .*\(FILESYSTEM\)$/);
    await page.stop();
    assert.match(await said(), /^warn the master does not show/);
  });
});
