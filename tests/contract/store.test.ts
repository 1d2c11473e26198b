import assert from 'node:assert/strict';
import pg from 'pg';
import { StoreRefused, UnreachableError } from '../../orchestrator/model/errors.ts';
import { Database } from '../../orchestrator/store/connect.ts';
import { openLease, type OpenLease } from '../../orchestrator/store/lease.ts';
import { migrate } from '../../orchestrator/store/migrate.ts';
import { openStore } from '../../orchestrator/store/store.ts';
import { throwawayPostgres, type ThrowawayPostgres } from '../integration/throwaway-postgres.ts';
import { memoryLease } from '../simulation/world/memory-lease.ts';
import { memoryStore } from '../simulation/world/memory-store.ts';
import { Tables } from '../simulation/world/tables.ts';
import { describeStore } from './store.ts';
import { DIAMOND, newRun } from './store/kit.ts';

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
  const made = openLease(config, wake);
  opened.push(made);
  return made;
}

function database(fence?: () => string): Database {
  const made = new Database(config, fence);
  opened.push(made);
  return made;
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

describe('the run store on PostgreSQL, besides', function () {
  this.timeout(60_000);

  it('allows no second open attempt of a stage, whatever the code above believes', async () => {
    const db = database();
    const store = openStore(db);
    await store.pipelines.register('diamond', '', null, new Date());
    await store.runs.insert(newRun('guarded'));
    const version = await store.pipelines.version(DIAMOND, 'abc');
    await store.runs.plan('guarded', {
      version,
      release: 'abc',
      definition: DIAMOND,
      deadline: null,
    });
    const intent = `insert into attempt (id, run, stage, number, state, reason) values ($1, 'guarded', 'top', $2, 'intended', '')`;
    await db.query(intent, ['guarded-top-1', 1]);
    await assert.rejects(db.query(intent, ['guarded-top-2', 2]), /attempt_one_open/);
    await store.runs.kill('guarded', 'test', 'killed');
  });

  it('tells a refusal from an outage and from what passes', async () => {
    const db = database();
    await assert.rejects(db.query('select $1::int', ['no number']), StoreRefused);
    await assert.rejects(db.query(`select '{"a": "\\u0000"}'::jsonb`), StoreRefused);
    await assert.rejects(
      db.query('select 1 from no_such_table'),
      (error) => !(error instanceof StoreRefused),
    );
    await assert.rejects(
      db.query(`do $$ begin raise exception 'conflict' using errcode = '40001'; end $$`),
      (error) => !(error instanceof StoreRefused),
    );
  });

  it('lets another lead when the leader is gone without a word', async () => {
    const [first, second] = [lease(), lease()];
    assert.equal(await first.hold(), true);
    // As a SIGKILL: nothing is renewed and nothing is let go.
    await database().query(`update lease set holder = 'gone', expires = now() + interval '1 s'`);
    let taken = await second.hold();
    while (!taken) taken = await second.hold();
    assert.notEqual(second.fence(), first.fence());
    await second.release();
  });

  it('wakes the leader when somebody makes a run', async () => {
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

  it('is unreachable, not empty, while Postgres is down, and serves again afterwards', async () => {
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
