/** Tables that a real Spark has written (tests/fixtures/lake), read over WebHDFS. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { lakeFiles } from '../../orchestrator/hdfs/lake-files.ts';
import { Hdfs } from '../../orchestrator/hdfs/webhdfs.ts';
import { openLake } from '../../orchestrator/lake/lake.ts';
import type { FakeServer } from '../fakes/http/server.ts';
import { Tree } from '../fakes/hdfs/tree.ts';
import { serveWebHdfs } from '../fakes/hdfs/webhdfs.ts';
import { putWarehouse } from '../fakes/warehouse.ts';

const METADATA = 'tests/fixtures/lake';

describe('the tables of the lake', () => {
  let files: Tree;
  let server: FakeServer;

  beforeEach(async () => {
    files = new Tree();
    files.makeFolders('/sparkwright');
    server = await serveWebHdfs(files);
  });

  afterEach(() => server.stop());

  const lake = () =>
    openLake(lakeFiles(new Hdfs({ urls: [server.url], user: 'spark' })), 'lake', '/data');
  const all = () => lake().tables(() => true);
  const table = async (name: string) => {
    const found = (await all()).find((each) => each.name === name);
    assert.ok(found && !('unreadable' in found), JSON.stringify(found));
    return found;
  };

  it('are an empty list without a warehouse', async () => {
    assert.deepEqual(await all(), []);
  });

  it('are found by their metadata; other folders are skipped', async () => {
    await putWarehouse(files);
    assert.deepEqual(
      (await all()).map(({ name }) => name),
      ['lake.bronze.orders', 'lake.gold.empty', 'lake.silver.orders'],
    );
  });

  it('have names that SQL can parse, for any name of their folder', async () => {
    await putWarehouse(files);
    const metadata = await readFile(`${METADATA}/gold/empty/metadata/v1.metadata.json`);
    const names = [
      '2026_orders',
      'a.b',
      'a b',
      'it`s',
      'Orders',
      'orders',
      'umsätze😀',
      'a?#%41\\*',
    ];
    for (const name of [...names, 'metadata'])
      files.create(`/data/na.mes/${name}/metadata/v1.metadata.json`, metadata, true);
    assert.deepEqual(
      (await all())
        .filter(({ name }) => name.startsWith('lake.`na.mes`'))
        .map(({ name, ...facts }) => [name, 'unreadable' in facts])
        .sort(),
      [
        ...['2026_orders', 'a b', 'a.b', 'a?#%41\\*', 'it``s', 'umsätze😀'].map(
          (name) => `\`${name}\``,
        ),
        'Orders',
        'metadata',
        'orders',
      ]
        .map((name) => [`lake.\`na.mes\`.${name}`, false])
        .sort(),
    );
  });

  it('count live rows of main, and keep all digits of a snapshot id', async () => {
    await putWarehouse(files);
    const { changed, bytes, ...orders } = await table('lake.bronze.orders');
    const text = await readFile(`${METADATA}/bronze/orders/metadata/v8.metadata.json`, 'utf8');
    assert.deepEqual(orders, {
      name: 'lake.bronze.orders',
      rows: 297,
      files: 3,
      deleteFiles: 2,
      snapshots: 5,
      snapshot: /"current-snapshot-id":(\d+)/.exec(text)?.[1],
    });
    assert.notEqual(String(Number(orders.snapshot)), orders.snapshot);
    const sizes = [
      ...text.matchAll(/"added-files-size":"(\d+)","changed[^}]*"total-records":"[123]00"/g),
    ];
    assert.equal(
      bytes,
      sizes.slice(0, 3).reduce((sum, [, size]) => sum + Number(size), 0),
    );
    assert.equal(changed?.getTime(), Number(/"last-updated-ms":(\d+)/.exec(text)?.[1]));
  });

  it('are as old as the last change of their rows; compaction does not count', async () => {
    await putWarehouse(files);
    const { changed, ...orders } = await table('lake.silver.orders');
    assert.deepEqual([orders.rows, orders.files, orders.snapshots], [60, 1, 3]);
    const text = await readFile(`${METADATA}/silver/orders/metadata/v4.metadata.json`, 'utf8');
    const times = [...text.matchAll(/"timestamp-ms":(\d+),"summary"/g)].map(([, time]) =>
      Number(time),
    );
    assert.equal(changed?.getTime(), times[1]);
    assert.ok(Number(times[2]) > Number(times[1]));
  });

  it('may have no snapshot', async () => {
    await putWarehouse(files);
    const { rows, snapshot, changed } = await table('lake.gold.empty');
    assert.deepEqual([rows, snapshot, changed], [0, null, null]);
  });

  const METADATA_OF = '/data/silver/orders/metadata';
  for (const [how, damage, fault] of [
    [
      'is cut off',
      () => {
        const path = `${METADATA_OF}/v4.metadata.json`;
        files.create(path, files.read(path).subarray(0, 300), true);
      },
      `${METADATA_OF}/v4.metadata.json is broken`,
    ],
    [
      'is missing',
      () => {
        files.remove(`${METADATA_OF}/v4.metadata.json`, false);
      },
      `${METADATA_OF}/v4.metadata.json is missing, and version-hint.text names it`,
    ],
    [
      'is not the version of the hint',
      () => {
        files.create(`${METADATA_OF}/version-hint.text`, '9', true);
      },
      `${METADATA_OF}/v9.metadata.json is missing, and version-hint.text names it`,
    ],
  ] as const)
    it(`are listed, with the fault of the one whose metadata ${how}`, async () => {
      await putWarehouse(files);
      damage();
      const [orders, empty, broken] = await all();
      assert.ok(orders && 'rows' in orders && empty && 'rows' in empty);
      assert.deepEqual(broken, { name: 'lake.silver.orders', unreadable: fault });
    });
});
