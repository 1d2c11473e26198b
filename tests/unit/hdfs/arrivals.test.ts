import assert from 'node:assert/strict';
import type { FileStatus } from 'webhdfs';
import { openArrivals } from '../../../orchestrator/hdfs/arrivals.ts';
import { FileNotFound } from '../../../orchestrator/hdfs/remote-exception.ts';

/** An HDFS: folders by path, with the names in each. A name that is not a folder is a file. */
function hdfsOf(folders: Record<string, readonly string[]>) {
  const requests: string[] = [];
  const statusOf = (path: string): FileStatus => ({
    pathSuffix: path.split('/').at(-1) ?? '',
    length: 1,
    modificationTime: 0,
    owner: 'spark',
    permission: '755',
    type: path in folders ? 'DIRECTORY' : 'FILE',
  });
  const names = (folder: string) => {
    const listing = folders[folder];
    if (!listing) throw new FileNotFound(`File ${folder} does not exist`);
    return listing;
  };
  const hdfs = {
    listAll: async (folder: string) => {
      requests.push(`list ${folder}`);
      await Promise.resolve();
      return names(folder).map((name) => statusOf(`${folder === '/' ? '' : folder}/${name}`));
    },
    stat: async (path: string) => {
      requests.push(`stat ${path}`);
      await Promise.resolve();
      const at = path.lastIndexOf('/');
      if (names(path.slice(0, at) || '/').includes(path.slice(at + 1))) return statusOf(path);
      throw new FileNotFound(`File ${path} does not exist`);
    },
  };
  return { hdfs, requests };
}

const NAMES = ['a.csv', 'a b%20é.csv', '_hidden.csv', '.dot.csv', 'b.csv._COPYING_', 'b.csv.tmp'];
const TREE = {
  '/': ['in', '_temporary', 'file'],
  '/in': [...NAMES, '_SUCCESS'],
  '/_temporary': ['a.csv'],
};

describe('files that match a pattern', () => {
  const matching = async (pattern: string, tree: Record<string, readonly string[]> = TREE) => {
    const { hdfs, requests } = hdfsOf(tree);
    const found = await openArrivals(hdfs).matching(pattern);
    return { paths: found.map(({ path }) => path), requests };
  };
  const paths = async (pattern: string) => (await matching(pattern)).paths;

  it('exclude hidden and unfinished names, and everything below them', async () => {
    assert.deepEqual(await paths('/in/*'), ['/in/a.csv', '/in/a b%20é.csv']);
    assert.deepEqual(await paths('/*/a.csv'), ['/in/a.csv']);
  });

  it('include a hidden or unfinished name that the pattern spells out', async () => {
    assert.deepEqual(await paths('/*/_SUCCESS'), ['/in/_SUCCESS']);
    assert.deepEqual(await paths('/in/_*.csv'), ['/in/_hidden.csv']);
    assert.deepEqual(await paths('/in/*.tmp'), ['/in/b.csv.tmp']);
    assert.deepEqual(await paths('/_temporary/*'), ['/_temporary/a.csv']);
  });

  it('are looked up below folders only, without listing a folder for a fixed name', async () => {
    const { requests } = await matching('/in/*/x/*.csv');
    assert.deepEqual(requests, ['stat /in', 'list /in']);
    assert.deepEqual((await matching('/file/*')).requests, ['stat /file']);
    assert.deepEqual((await matching('/nothing/*')).paths, []);
  });

  it('exclude a folder that is renamed during the search', async () => {
    const renamed = { '/': ['in', 'gone'], '/in': ['a'] };
    const { hdfs } = hdfsOf(renamed);
    const stat = (path: string) => hdfs.stat(path);
    const listAll = async (folder: string) =>
      (await hdfs.listAll(folder)).map((status) => ({ ...status, type: 'DIRECTORY' as const }));
    const found = await openArrivals({ stat, listAll }).matching('/*/*');
    assert.deepEqual(
      found.map(({ path }) => path),
      ['/in/a'],
    );
  });
});
