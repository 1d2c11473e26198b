import assert from 'node:assert/strict';
import { openMetrics } from '../../orchestrator/api/metrics.ts';
import { openServer, type Server } from '../../orchestrator/api/server.ts';
import { Database, STORE } from '../../orchestrator/store/connect.ts';
import { measures } from '../../orchestrator/store/measures.ts';
import { migrate } from '../../orchestrator/store/migrate.ts';
import { openStore } from '../../orchestrator/store/store.ts';
import {
  freePort,
  throwawayPostgres,
  type ThrowawayPostgres,
} from '../integration/throwaway-postgres.ts';
import { DIAMOND, newRun, NOW, RELEASE } from './store/kit.ts';

describe('what a monitor reads', function () {
  this.timeout(60_000);
  let postgres: ThrowawayPostgres;
  let database: Database;
  let server: Server;
  let port: number;
  const away: string[] = [];

  before(async () => {
    postgres = await throwawayPostgres();
    await migrate({ connectionString: postgres.url() });
    database = new Database({ connectionString: postgres.url() });
    port = await freePort();
    const metrics = openMetrics({
      look: () => measures(database),
      leads: () => true,
      unreachable: () => away,
    });
    server = openServer({ host: '127.0.0.1', port }, { wake: () => undefined, metrics });
  });
  after(async () => {
    await server.close();
    await database.close();
    await postgres.remove();
  });

  const ask = () => fetch(`http://127.0.0.1:${port}/metrics`);
  /** The lines of ours: name and labels -> value. */
  const read = async () => {
    const text = await (await ask()).text();
    const lines = text.split('\n').filter((line) => line.startsWith('sparkwright_'));
    return Object.fromEntries(lines.map((line) => line.split(/ (?=[^ ]*$)/)) as [string, string][]);
  };

  it('has runs, open stages and slots as the store has them, in the format of Prometheus', async () => {
    const store = openStore(database);
    const next = new Date('2026-03-01T13:00:00Z');
    await store.pipelines.register('diamond', '{}', next, NOW);
    await store.runs.insert(newRun('first'));
    await store.runs.insert(newRun('second'));
    const version = await store.pipelines.version(DIAMOND, RELEASE);
    await store.runs.plan('first', {
      ...{ version, release: RELEASE, definition: DIAMOND },
      deadline: null,
    });
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

  it('forgets what is no more', async () => {
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

  it('is answered while the store is away, and says so', async () => {
    await postgres.stop();
    const found = await read();
    assert.equal(found[`sparkwright_unreachable{part="${STORE}"}`], '1');
    assert.equal(found.sparkwright_leads, '1');
    await postgres.start();
    assert.equal((await read())[`sparkwright_unreachable{part="${STORE}"}`], undefined);
  });
});
