/** The verb bookmark, beside an orchestrator and drivers that load a lake. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FakeLake } from '../fakes/driver/lake.ts';
import { cliPlace, type Orchestrator, type Place } from './cli-place.ts';

const LOADING = `pipeline: loading
sources: { shop: { kind: xid, tables: { orders: lake.bronze.orders, history: lake.bronze.history } } }
stages: { load: { job: shop/load.py, sources: [shop] } }
`;

interface Asked {
  request: { id: string; applied: string | null; refused: string | null };
  tables: { table: string; from: string; to: string; rows: number | null }[];
}

interface Shown {
  bookmark: {
    sources: Record<string, { tables: Record<string, string>; again?: { mode: string } }>;
  };
}

describe('sparkwright bookmark', function () {
  this.timeout(300_000);
  let place: Place;
  let orchestrator: Orchestrator | undefined;
  const lake = new FakeLake(100);

  before(async () => {
    place = await cliPlace(lake.play);
    await place.write('pipelines/loading.yaml', LOADING);
    await place.write('jobs/shop/load.py', '');
    await place.write('jobs/sparkwright/bootstrap.py', '');
    const config = await readFile(join(place.folder, 'sparkwright.yaml'), 'utf8');
    const nowhere = "{ url: 'jdbc:postgresql://127.0.0.1:1/shop', user: reader, secret: reader }";
    await place.write('sparkwright.yaml', `${config}sources: { shop: ${nowhere} }\n`);
  });

  after(async () => {
    await orchestrator?.stop();
    await place.close();
  });

  async function load(hi: number): Promise<string> {
    lake.hi = hi;
    const { stdout, stderr, exitCode } = await place.sparkwright(['run', 'loading', '--wait']);
    assert.equal(exitCode, 0, stderr);
    const [id] = /loading-\d+-\d+-\w+/.exec(stdout) ?? [];
    assert.ok(id, stdout);
    return id;
  }

  async function shop() {
    return ((await place.json(['bookmark', 'show'])) as unknown as Shown).bookmark.sources.shop;
  }

  const rewind = async (...args: string[]) =>
    (await place.json(['bookmark', 'rewind', ...args, '--yes'])) as unknown as Asked;

  it('rewind needs a loaded and declared source, a bound behind the bookmark, and --yes', async () => {
    orchestrator = await place.orchestrate();
    const early = await place.sparkwright(['bookmark', 'rewind', 'shop', '--to', '5', '--yes']);
    assert.equal(early.exitCode, 2);
    assert.match(early.stderr, /nothing of shop is loaded yet/);
    await load(100);
    for (const [args, code, said] of [
      [['rewind', 'stock', '--to', '5', '--yes'], 3, /no pipeline has a source stock.*shop/],
      [
        ['rewind', 'shop.gone', '--to', '5', '--yes'],
        3,
        /loaded tables of shop are orders, history/,
      ],
      [['rewind', 'shop', '--yes'], 2, /takes one of --to and --run/],
      [['rewind', 'shop', '--to', 'noon', '--yes'], 2, /noon is not a bound of kind xid/],
      [['rewind', 'shop', '--to', '100', '--yes'], 2, /not loaded beyond that bound/],
      [
        ['rewind', 'shop', '--to', '40'],
        2,
        /stdin is not a terminal: Rewind shop, .*\? Pass --yes/,
      ],
      [['rebase', 'shop'], 2, /stdin is not a terminal: Compare .*\? Pass --yes/],
    ] as const) {
      const { exitCode, stderr } = await place.sparkwright(['bookmark', ...args]);
      assert.deepEqual([exitCode, said.test(stderr)], [code, true], stderr);
    }
    assert.deepEqual((await shop())?.tables, { orders: '100', history: '100' });
  });

  it('after a rewind of one table, the next load replaces its rows from there on', async () => {
    const { request, tables } = await rewind('shop.orders', '--to', '40');
    assert.deepEqual([request.refused, typeof request.applied], [null, 'string']);
    assert.deepEqual(tables, [{ table: 'orders', from: '100', to: '40', rows: null }]);
    const { stdout } = await place.sparkwright(['bookmark', 'show']);
    assert.match(stdout, /^shop +orders +xid +40 +7312$/m);
    assert.match(stdout, /^pending shop: the next load reads again.* orders from 40 \(rewind-/m);

    await load(150);
    assert.deepEqual((await shop())?.tables, { orders: '150', history: '150' });
    assert.equal((await shop())?.again, undefined);
    for (const [target, transaction] of [
      ['lake.bronze.orders', 39],
      ['lake.bronze.orders', 40],
      ['lake.bronze.orders', 99],
      ['lake.bronze.orders', 149],
      ['lake.bronze.history', 99],
    ] as const)
      assert.equal(lake.timesLoaded(target, transaction), 1, `${target} ${transaction}`);
  });

  it('rewind --run goes back to the bounds before that run', async () => {
    const run = await load(200);
    await load(250);
    const { tables } = await rewind('shop', '--run', run);
    assert.deepEqual(
      tables.map(({ table, from, to }) => [table, from, to]),
      [
        ['history', '250', '150'],
        ['orders', '250', '150'],
      ],
    );
    await load(260);
    assert.equal((await shop())?.tables.history, '260');
  });

  it('history prints every load and request', async () => {
    const { stdout } = await place.sparkwright(['bookmark', 'history', '--source', 'shop']);
    const lines = stdout
      .split('\n')
      .slice(1)
      .map((line) => line.split(/ {2,}/));
    assert.deepEqual(
      lines.map(([, what, , , table, bound, rows]) => [what, table, bound, rows].join(' ')),
      [
        'load history 100 100',
        'load orders 100 100',
        'rewind orders 40 -',
        'load history 150 50',
        'load again orders 150 110',
        'load history 200 50',
        'load orders 200 50',
        'load history 250 50',
        'load orders 250 50',
        'rewind history 150 -',
        'rewind orders 150 -',
        'load again history 260 110',
        'load again orders 260 110',
      ],
    );
  });

  it('a request waits until an orchestrator leads', async () => {
    await orchestrator?.stop();
    orchestrator = undefined;
    const alone = await place.sparkwright(['bookmark', 'rebase', 'shop', '--yes']);
    assert.equal(alone.exitCode, 0, alone.stderr);
    assert.match(alone.stdout, /^rebase of shop is requested$/m);
    assert.match(alone.stderr, /no orchestrator leads now: the next one does it/);
    const waiting = await place.sparkwright(['bookmark', 'show']);
    assert.match(waiting.stdout, /^waiting shop: rebase rebase-/m);

    orchestrator = await place.orchestrate();
    const again = await rewind('shop', '--to', '5');
    // Requests are settled in the order in which they were made.
    assert.match(again.request.refused ?? '', /has a pending rebase, which compares all rows/);
    assert.equal((await shop())?.again?.mode, 'rebase');
    await load(300);
    assert.deepEqual((await shop())?.tables, { orders: '300', history: '300' });
    assert.equal((await shop())?.again, undefined);
  });
});
