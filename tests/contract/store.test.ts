import assert from 'node:assert/strict';
import pg from 'pg';
import { StoreRefused, UnreachableError } from '../../orchestrator/model/errors.ts';
import { Database } from '../../orchestrator/store/connect.ts';
import { openLease, type OpenLease } from '../../orchestrator/store/lease.ts';
import { migrate } from '../../orchestrator/store/migrate.ts';
import { openStore } from '../../orchestrator/store/store.ts';
import { planRun } from '../../orchestrator/plan/run-plan.ts';
import { throwawayPostgres, type ThrowawayPostgres } from '../support/postgres.ts';
import { memoryLease } from '../support/memory-store/memory-lease.ts';
import { memoryStore } from '../support/memory-store/memory-store.ts';
import { Tables } from '../support/memory-store/tables.ts';
import { describeStore } from './store.ts';
import { DIAMOND, newRun } from '../support/store-kit.ts';

let postgres: ThrowawayPostgres;
let config: pg.ClientConfig;
const opened: { close(): Promise<void> }[] = [];

before(async function () {
  this.timeout(60_000);
  postgres = await throwawayPostgres();
  config = { connectionString: postgres.url() };
  await Promise.all([migrate(config), migrate(config)]);
});

after(async function () {
  this.timeout(60_000);
  for (const each of opened) await each.close();
  await postgres.remove();
});

function lease(wake: () => void = () => undefined): OpenLease {
  const created = openLease(config, wake);
  opened.push(created);
  return created;
}

function database(fence?: () => string): Database {
  const created = new Database(config, fence);
  opened.push(created);
  return created;
}

describeStore('on PostgreSQL', () => {
  const [mine, rival] = [lease(), lease()];
  const engine = openStore(database(() => mine.fence()));
  return Promise.resolve({ store: openStore(database()), engine, lease: mine, rival });
});

describeStore('in memory', () => {
  const tables = new Tables(() => new Date());
  const mine = memoryLease(tables, 'mine', Date.now);
  const engine = memoryStore(tables, mine.fence);
  const rival = memoryLease(tables, 'rival', Date.now);
  return Promise.resolve({ store: memoryStore(tables, () => null), engine, lease: mine, rival });
});

describe('the run store on PostgreSQL alone', function () {
  this.timeout(60_000);

  it('a stage has at most one open attempt, even if the code has a bug', async () => {
    const db = database();
    const store = openStore(db);
    await store.pipelines.register('diamond', '', null, new Date());
    await store.runs.insert(newRun('guarded'));
    const version = await store.pipelines.version(DIAMOND, 'abc');
    await store.runs.plan(
      'guarded',
      planRun(DIAMOND, {}, { version, release: 'abc', deadline: null }),
    );
    const intent = `insert into attempt (id, run, stage, number, state, reason) values ($1, 'guarded', 'top', $2, 'intended', '')`;
    await db.query(intent, ['guarded-top-1', 1]);
    await assert.rejects(db.query(intent, ['guarded-top-2', 2]), /attempt_one_open/);
    await store.runs.kill('guarded', 'test', 'killed');
  });

  it('a refused statement is no outage; missing tables are one, and a conflict is neither', async () => {
    const db = database();
    await assert.rejects(db.query('select $1::int', ['no number']), StoreRefused);
    await assert.rejects(db.query(`select '{"a": "\\u0000"}'::jsonb`), StoreRefused);
    await assert.rejects(db.query('select 1 from no_such_table'), UnreachableError);
    await assert.rejects(
      db.query(`do $$ begin raise exception 'conflict' using errcode = '40001'; end $$`),
      (error) => !(error instanceof StoreRefused),
    );
  });

  it('another orchestrator leads once the lease of a crashed leader expires', async () => {
    const [first, second] = [lease(), lease()];
    assert.equal(await first.hold(), true);
    const fence = first.fence();
    await first.close();
    // The row of a crashed leader, which is not renewed.
    await database().query(`update lease set holder = 'gone', expires = now() + interval '1 s'`);
    let taken = await second.hold();
    while (!taken) taken = await second.hold();
    assert.notEqual(second.fence(), fence);
    await second.release();
  });

  it('a new run wakes the leader', async () => {
    let woken: () => void = () => undefined;
    const wake = new Promise<void>((resolve) => (woken = resolve));
    const leader = lease(woken);
    await leader.hold();
    const store = openStore(database());
    await store.runs.insert(newRun('waking'));
    await wake;
    await store.runs.fail('waking', 'test');
    await leader.release();
  });

  it('a store whose server is down is unreachable, not empty, and serves again afterwards', async () => {
    const leader = lease();
    await leader.hold();
    await leader.release();
    const store = openStore(database());
    await store.runs.busy();
    await postgres.stop();
    await assert.rejects(store.runs.busy(), UnreachableError);
    await assert.rejects(store.runs.insert(newRun('x')), UnreachableError);
    await assert.rejects(leader.hold(), UnreachableError);
    await postgres.start();
    assert.equal(typeof (await store.runs.busy()), 'boolean');
    assert.equal(await leader.hold(), true);
    await leader.release();
  });
});
