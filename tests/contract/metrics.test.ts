import assert from 'node:assert/strict';
import { openMetrics, type Metrics } from '../../orchestrator/api/metrics.ts';
import { openServer, type Server } from '../../orchestrator/api/server.ts';
import { Database } from '../../orchestrator/store/connect.ts';
import { measures } from '../../orchestrator/store/measures.ts';
import { openStore } from '../../orchestrator/store/store.ts';
import { STORE } from '../../orchestrator/store/translate.ts';
import { planRun } from '../../orchestrator/plan/run-plan.ts';
import { storeDatabase, type OwnDatabase } from '../support/database.ts';
import { freePort } from '../support/postgres.ts';
import { DIAMOND, newRun, NOW, RELEASE } from '../support/store-kit.ts';
import { silentProxy, type SilentProxy } from './silent-proxy.ts';

describe('the metrics', function () {
  this.timeout(60_000);
  let postgres: OwnDatabase;
  let proxy: SilentProxy;
  let database: Database;
  let server: Server;
  let metrics: Metrics;
  let port: number;
  const away: string[] = [];

  before(async () => {
    postgres = await storeDatabase();
    proxy = await silentProxy(postgres.port);
    const behind = postgres.url().replace(`:${postgres.port}/`, `:${proxy.port}/`);
    database = new Database({ connectionString: behind });
    port = await freePort();
    metrics = openMetrics({
      measure: () => measures(database),
      leads: () => true,
      unreachable: () => away,
    });
    server = openServer(
      { host: '127.0.0.1', port },
      { wake: () => undefined, metrics: metrics.page },
    );
  });
  after(async () => {
    await server.close();
    await database.close();
    await proxy.close();
    await postgres.remove();
  });

  const ask = () => fetch(`http://127.0.0.1:${port}/metrics`);
  /** Values of our own lines, by name and labels. */
  const read = async () => {
    const text = await (await ask()).text();
    const lines = text.split('\n').filter((line) => line.startsWith('sparkwright_'));
    return Object.fromEntries(lines.map((line) => line.split(/ (?=[^ ]*$)/)) as [string, string][]);
  };

  it('runs, open stages and next slots are in the format of Prometheus', async () => {
    const store = openStore(database);
    const next = new Date('2026-03-01T13:00:00Z');
    await store.pipelines.register('diamond', '{}', next, NOW);
    await store.runs.insert(newRun('first'));
    await store.runs.insert(newRun('second'));
    const version = await store.pipelines.version(DIAMOND, RELEASE);
    await store.runs.plan(
      'first',
      planRun(DIAMOND, {}, { version, release: RELEASE, deadline: null }),
    );
    const answer = await ask();
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    const found = await read();
    assert.equal(found.sparkwright_leads, '1');
    assert.equal(found['sparkwright_runs{pipeline="diamond",state="queued"}'], '1');
    assert.equal(found['sparkwright_runs{pipeline="diamond",state="running"}'], '1');
    assert.equal(found['sparkwright_stages{state="ready"}'], '1');
    assert.equal(found['sparkwright_stages{state="waiting"}'], '4');
    const slot = 'sparkwright_next_slot_timestamp_seconds{pipeline="diamond"}';
    assert.equal(found[slot], String(next.getTime() / 1000));
  });

  it('has the duration of each step of the engine from the first request on', async () => {
    await read();
    metrics.observeStep('submit', 0.3);
    const values = await read();
    assert.equal(values['sparkwright_step_seconds_count{step="submit"}'], '1');
    assert.equal(values['sparkwright_step_seconds_bucket{le="0.1",step="submit"}'], '0');
    assert.equal(values['sparkwright_step_seconds_bucket{le="0.5",step="submit"}'], '1');
  });

  it('drops the series of rows that are gone', async () => {
    const store = openStore(database);
    await store.runs.fail('second', 'no reason');
    away.push('HDFS');
    assert.equal((await read())['sparkwright_unreachable{part="HDFS"}'], '1');
    away.pop();
    const found = await read();
    assert.equal(found['sparkwright_unreachable{part="HDFS"}'], undefined);
    assert.equal(found['sparkwright_runs{pipeline="diamond",state="queued"}'], undefined);
    assert.equal(found['sparkwright_runs{pipeline="diamond",state="failed"}'], '1');
  });

  it('is served while the store is unreachable, and reports that', async () => {
    proxy.cut();
    const found = await read();
    assert.equal(found[`sparkwright_unreachable{part="${STORE}"}`], '1');
    assert.equal(found.sparkwright_leads, '1');
    proxy.join();
    assert.equal((await read())[`sparkwright_unreachable{part="${STORE}"}`], undefined);
  });
});
