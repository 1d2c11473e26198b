/** Files that pipelines have seen. */
import assert from 'node:assert/strict';
import type { SeenFile } from '../../../orchestrator/model/arrival.ts';
import { NOW, type StoreKit } from '../../support/store-kit.ts';

const file = (path: string, over: Partial<SeenFile> = {}): SeenFile => ({
  path,
  modified: NOW,
  length: 7,
  taken: false,
  replaced: false,
  gone: null,
  ...over,
});

export function describeSeenFiles(kit: StoreKit): void {
  const PATTERN = '/in/*';
  const LONG_AGO = new Date(0);
  const read = async (pattern = PATTERN) => {
    const seen = await kit.store.seenFiles.read('diamond', pattern);
    return seen?.files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  };

  describe('with seen files', () => {
    it('a pattern is unknown before its first look, and known after an empty one', async () => {
      const { seenFiles } = kit.store;
      assert.equal(await seenFiles.read('diamond', '/never/*'), null);
      assert.equal(await seenFiles.looks('diamond', '/never/*'), null);
      assert.equal(await seenFiles.keep('diamond', '/empty/*', NOW, [], LONG_AGO), 1);
      assert.deepEqual(await seenFiles.read('diamond', '/empty/*'), {
        looks: 1,
        since: NOW,
        files: [],
      });
    });

    it('changed files are saved for each pattern, and changes are counted', async () => {
      const { seenFiles } = kit.store;
      // Too long for an index of PostgreSQL.
      const long = `/in/${'x'.repeat(200)}`.repeat(30);
      const big = file('/in/b', { length: 9_007_199_254_740_991, replaced: true });
      await seenFiles.keep('diamond', PATTERN, NOW, [file('/in/a'), big, file(long)], LONG_AGO);
      await seenFiles.keep('diamond', '/out/*', NOW, [file('/in/a', { length: 1 })], LONG_AGO);
      const later = new Date(NOW.getTime() + 1_250);
      const changed = [file('/in/a', { taken: true, modified: later }), file('/in/c')];
      assert.equal(await seenFiles.keep('diamond', PATTERN, later, changed, LONG_AGO), 2);
      assert.equal(await seenFiles.looks('diamond', PATTERN), 2);
      assert.deepEqual((await seenFiles.read('diamond', PATTERN))?.since, later);
      assert.deepEqual(await read(), [changed[0], big, changed[1], file(long)]);
      assert.deepEqual(await read('/out/*'), [file('/in/a', { length: 1 })]);
    });

    it('files that are gone for long, and unused patterns, are forgotten', async () => {
      const { seenFiles } = kit.store;
      const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
      const gone = [file('/in/x', { gone: at(1) }), file('/in/y', { gone: at(3) })];
      await seenFiles.keep('diamond', '/gone/*', NOW, [...gone, file('/in/z')], LONG_AGO);
      await seenFiles.keep('diamond', '/gone/*', NOW, [], at(2));
      assert.deepEqual(
        (await read('/gone/*'))?.map(({ path }) => path),
        ['/in/y', '/in/z'],
      );
      await seenFiles.forget('diamond', ['/other/*', PATTERN]);
      assert.equal(await seenFiles.looks('diamond', '/gone/*'), null);
      assert.equal(await seenFiles.looks('diamond', PATTERN), 2);
      await seenFiles.forget('diamond', []);
      assert.equal(await read(), undefined);
    });
  });
}
