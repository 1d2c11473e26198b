/** Suites of expectations on HDFS, read over WebHDFS. */
import assert from 'node:assert/strict';
import { openSuites } from '../../orchestrator/hdfs/suites.ts';
import { Hdfs } from '../../orchestrator/hdfs/webhdfs.ts';
import { Tree } from '../fakes/hdfs/tree.ts';
import { serveWebHdfs } from '../fakes/hdfs/webhdfs.ts';

describe('suites on HDFS', () => {
  it('are listed by their paths in the jobs folder, and are none without that folder', async () => {
    const files = new Tree();
    files.makeFolders('/data');
    const server = await serveWebHdfs(files);
    try {
      const suites = openSuites(new Hdfs({ urls: [server.url], user: 'spark' }));
      assert.deepEqual(await suites.all(), []);
      files.create(
        '/data/expectations/retail/suites/lake.silver.orders.json',
        '{"name":"é"}',
        true,
      );
      files.create('/data/expectations/retail/suites/draft.tmp', '', true);
      files.create('/data/expectations/shop.json', '{}', true);
      assert.deepEqual(
        (await suites.all()).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
        [
          { path: 'retail/suites/lake.silver.orders.json', text: '{"name":"é"}' },
          { path: 'shop.json', text: '{}' },
        ],
      );
    } finally {
      await server.stop();
    }
  });
});
