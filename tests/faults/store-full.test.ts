import assert from 'node:assert/strict';
import pg from 'pg';
import type { Run } from '../../orchestrator/model/run.ts';
import { throwawayPostgres, type ThrowawayPostgres } from '../support/postgres.ts';
import { openShop, type Shop } from './shop.ts';
import { smallDisk, type SmallDisk } from './small-disk.ts';
import { until } from '../support/until.ts';

/** Enough runs to need new pages. */
const RUNS = 12;

describe("a full disk under the run store's PostgreSQL, on the fake cluster", function () {
  this.timeout(120_000);
  let disk: SmallDisk;
  let postgres: ThrowawayPostgres;
  let shop: Shop;
  beforeEach(async function () {
    const mounted = await smallDisk(128);
    if (!mounted) return this.skip();
    disk = mounted;
  });
  afterEach(async () => {
    await disk.free();
    await shop.close();
    await disk.remove();
  });

  it('no room for its tables: one warning, no decision, and the runs go on once there is room', async () => {
    postgres = await throwawayPostgres({ data: disk.folder });
    shop = await openShop({}, { postgres });
    const runs = await queue();
    await disk.fill();
    const engine = shop.wired.start();
    const refused = () => postgres.log().split('could not extend file').length - 1;
    await until(() => Promise.resolve(refused() >= 4));
    await disk.free();
    await exact(runs);
    await engine.stop();
    const [full, back, ...more] = shop.wired.warnings;
    assert.match(
      full ?? '',
      /^the disk of the run store at \S+ is full: could not extend file "\S+": No space left on device; waiting for it/,
    );
    assert.match(back ?? '', /^the run store is back after \d+ s$/);
    assert.deepEqual(more, []);
  });

  it('no room for its write-ahead log: the server dies, and the runs go on once it is back', async () => {
    postgres = await throwawayPostgres({ wal: disk.folder });
    shop = await openShop({}, { postgres });
    const hold = shop.cluster.drivers.hold('running', /-transform-1$/);
    const next = shop.cluster.drivers.next(/-transform-1$/);
    const engine = shop.wired.start();
    const runs = await queue();
    const driver = await next;
    await driver.at('running');
    await disk.fill();
    await writeUntilItDies();
    hold.release();
    await driver.at('ended');
    await disk.free();
    await postgres.start();
    await exact(runs);
    await engine.stop();
    const [gone, back, ...more] = shop.wired.warnings;
    assert.match(gone ?? '', /^the run store at \S+ is unreachable: .*; waiting for it/);
    assert.match(back ?? '', /^the run store is back after \d+ s$/);
    assert.deepEqual(more, []);
  });

  async function queue(): Promise<Run[]> {
    const runs: Run[] = [];
    while (runs.length < RUNS) runs.push(await shop.start());
    return runs;
  }

  async function exact(runs: Run[]): Promise<void> {
    for (const run of runs) await shop.ended(run);
    for (const run of runs) await shop.assertExact(run);
  }

  async function writeUntilItDies(): Promise<void> {
    const client = new pg.Client(postgres.url());
    client.on('error', () => undefined);
    await client.connect();
    // The slot keeps all of the log, and each switch begins a new file.
    await client.query(`select pg_create_physical_replication_slot('forgotten', true)`);
    const turn = `select pg_switch_wal() from pg_logical_emit_message(true, 'a', 'b')`;
    await assert.rejects(async () => {
      for (;;) await client.query(turn);
    });
    const died = () => postgres.log().includes('database system is shut down');
    await until(() => Promise.resolve(died()));
  }
});
