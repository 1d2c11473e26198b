import assert from 'node:assert/strict';
import { openArrivals } from '../../../orchestrator/hdfs/arrivals.ts';
import type { Hdfs } from '../../../orchestrator/hdfs/webhdfs.ts';

const NAMES = ['a.csv', 'a b%20é.csv', '_hidden.csv', '.dot.csv', 'b.csv._COPYING_', 'b.csv.tmp'];

describe('files that match a pattern', () => {
  const matching = async (pattern: string) => {
    const list = (folder: string) =>
      Promise.resolve(
        (folder === '/' ? ['in', '_temporary'] : [...NAMES, '_SUCCESS']).map((pathSuffix) => ({
          ...{ pathSuffix, type: 'FILE' as const },
          ...{ length: 1, modificationTime: 0 },
        })),
      );
    const found = await openArrivals({ list } as unknown as Hdfs).matching(pattern);
    return found.map(({ path }) => path);
  };

  it('leave out hidden and unfinished names', async () => {
    assert.deepEqual(await matching('/in/*'), ['/in/a.csv', '/in/a b%20é.csv']);
    assert.deepEqual(await matching('/*/a.csv'), ['/in/a.csv']);
  });

  it('have such a name if the pattern has it', async () => {
    assert.deepEqual(await matching('/*/_SUCCESS'), ['/in/_SUCCESS']);
    assert.deepEqual(await matching('/in/_*.csv'), ['/in/_hidden.csv']);
    assert.deepEqual(await matching('/in/*.tmp'), ['/in/b.csv.tmp']);
  });
});
