import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { up, down } from '../../local/cluster.ts';
import { folders } from '../../local/folders.ts';
import type { Attempt } from '../../orchestrator/model/attempt.ts';
import type { Bookmark } from '../../orchestrator/model/result.ts';
import type { Run } from '../../orchestrator/model/run.ts';
import { config, useCluster } from '../support/cluster.ts';
import { command } from '../support/command.ts';
import { addOrders, assertExact, bookmarks, goldFiles, hdfs } from '../support/lake.ts';
import { orchestrate, runOnce } from '../support/orchestrator.ts';
import { manualPipelines } from '../support/variants.ts';
import { shopRows } from './shop-rows.ts';

interface Shown {
  run: Run;
  attempts: Attempt[];
}

describe('a backup of a real system', function () {
  this.timeout(1_200_000);
  useCluster();

  it('a backup beside a running driver restores everything after all disks are lost', async () => {
    const env = { SPARKWRIGHT_PIPELINES_DIR: await manualPipelines() };
    const { sparkwright, json } = command(env);
    const folder = await mkdtemp(join(tmpdir(), 'sparkwright-backup-'));
    try {
      await addOrders(600);
      assert.equal((await runOnce(env)).exitCode, 0);
      const gold = await goldFiles();
      await json('backup', folder);

      // A second one, into the same folder, while the next load is under way.
      await addOrders(300);
      const first = orchestrate([], env);
      const { run: open } = await json<{ run: Run }>('run', 'retail');
      await first.says(new RegExp(`${open.id} ingest submitted`));
      const backup = await json<{ id: string; files: number; copied: { files: number } }>(
        ...['backup', folder],
      );
      assert.ok(backup.copied.files < backup.files, 'only what is new is copied');
      const bookmark = await bookmarks.read();
      await first.says(new RegExp(`${open.id} succeeded`));
      first.signal('SIGINT');
      assert.equal(await first.ended, 0);

      // The shop has a dump of its own, and is as far as that when everything is lost.
      const shop = await shopRows(config);
      await down(config);
      await rm(folders(config).data, { recursive: true });
      await up(config);
      await shop.restore();
      assert.deepEqual(await hdfs.list('/data/bronze'), []);

      const restored = await json<{ id: string; ended: number }>('restore', folder, '--yes');
      assert.deepEqual([restored.id, restored.ended], [backup.id, 1]);
      assert.deepEqual(await writableByAll('/jobs', '/data', '/data/bronze'), []);
      const { bookmark: shown } = await json<{ bookmark: Bookmark }>('bookmark', 'show');
      assert.deepEqual(shown.sources.retail, bookmark?.sources.retail);
      assert.deepEqual(Object.keys(await goldFiles()), Object.keys(gold));
      const again = await sparkwright('restore', folder, '--yes');
      assert.deepEqual([again.exitCode, again.stderr.includes('the lake is not empty')], [2, true]);

      // The new server counts transactions from the start, and the rows carry the old numbers.
      const rebased = await sparkwright('bookmark', 'rebase', 'retail', '--yes');
      assert.equal(rebased.exitCode, 0, rebased.stderr);
      await addOrders(200);
      const second = orchestrate([], env);
      await second.says(new RegExp(`${open.id} (succeeded|failed)`));
      const { run, attempts } = await json<Shown>('show', open.id);
      assert.equal(run.state, 'succeeded', second.output());
      assert.deepEqual(
        attempts
          .map(({ stage, number, error }) => [stage, number, error?.class ?? null])
          .slice(0, 2),
        [
          ['ingest', 1, 'LostInRestore'],
          ['ingest', 2, null],
        ],
      );
      await assertExact();
      second.signal('SIGINT');
      assert.equal(await second.ended, 0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

/** What of these folders' content has the rights of a folder that everybody may write to. */
async function writableByAll(...folders: string[]): Promise<string[]> {
  const found = folders.map(async (folder) => {
    const url = `http://127.0.0.1:${config.ports.namenodeHttp}/webhdfs/v1${folder}?op=LISTSTATUS`;
    const { FileStatuses } = (await (await fetch(url)).json()) as {
      FileStatuses: { FileStatus: { pathSuffix: string; permission: string }[] };
    };
    return FileStatuses.FileStatus.filter(({ permission }) => /[2367]$/.test(permission)).map(
      ({ pathSuffix }) => `${folder}/${pathSuffix}`,
    );
  });
  return (await Promise.all(found)).flat();
}
