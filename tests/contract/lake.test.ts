/** The tables of a lake that a real Spark has written, read over WebHDFS without one. */
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

  it('are none where there is no warehouse yet', async () => {
    assert.deepEqual(await all(), []);
  });

  it('are found without a list of them, and what is none is passed over', async () => {
    await putWarehouse(files);
    assert.deepEqual(
      (await all()).map(({ name }) => name),
      ['lake.bronze.orders', 'lake.gold.empty', 'lake.silver.orders'],
    );
  });

  it('count the rows of main alone, less those that were deleted, with ids of all their digits', async () => {
    await putWarehouse(files);
    const { changed, bytes, ...orders } = await table('lake.bronze.orders');
    const text = await readFile(`${METADATA}/bronze/orders/metadata/v8.metadata.json`, 'utf8');
    assert.deepEqual(orders, {
      ...{ name: 'lake.bronze.orders', rows: 297, files: 3, deleteFiles: 2, snapshots: 5 },
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

  it('are as old as their last change of rows: compaction is none', async () => {
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

  it('may be empty', async () => {
    await putWarehouse(files);
    const { rows, snapshot, changed } = await table('lake.gold.empty');
    assert.deepEqual([rows, snapshot, changed], [0, null, null]);
  });

  it('are told one by one where the metadata of one is broken', async () => {
    await putWarehouse(files);
    files.create('/data/silver/orders/metadata/v5.metadata.json', '{', true);
    const [orders, , broken] = await all();
    assert.ok(orders && 'rows' in orders);
    assert.ok(broken && 'unreadable' in broken, JSON.stringify(broken));
  });
});
