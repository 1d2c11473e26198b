/** Restores of a backup into another system, with a fake HDFS and a real PostgreSQL. */
import assert from 'node:assert/strict';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathInBackup } from '../../orchestrator/backup/copy-files.ts';
import { readManifest } from '../../orchestrator/backup/manifest.ts';
import type { BackupParts } from '../../orchestrator/backup/parts.ts';
import { migrate } from '../../orchestrator/store/migrate.ts';
import { openLease } from '../../orchestrator/store/lease.ts';
import { openStore } from '../../orchestrator/store/store.ts';
import { backUpInto, restoreFrom, withFolder } from './backup-systems.ts';
import { useSystems } from './backup-used.ts';

describe('restoring a backup', function () {
  this.timeout(60_000);
  const { used, make, into } = useSystems();

  it('is refused if the backup is incomplete, damaged, or of another file system', async () => {
    const system = await used();
    await withFolder(async (folder) => {
      await withFolder(async (empty) => {
        await assert.rejects(into(empty), /holds no complete backup/);
      });
      const { manifest } = await backUpInto(folder, system.parts);
      const elsewhere = await make();
      const other = { ...elsewhere.parts, fs: 'hdfs://other:8020' };
      await assert.rejects(
        restoreFrom(folder, other),
        /comes from hdfs:\/\/127.0.0.1:8020, but hdfs.fs is hdfs:\/\/other:8020/,
      );

      const file =
        manifest.files.find(({ path }) => path.endsWith('.parquet')) ?? manifest.files[0];
      assert.ok(file);
      await damaged(join(folder, pathInBackup(file)), 'flip', /sha256 differs/);
      await damaged(join(folder, pathInBackup(file)), 'cut', /is missing|has \d+ bytes instead of/);
      await damaged(join(folder, 'store', manifest.id, 'attempt.copy'), 'flip', /sha256 differs/);
      await damaged(join(folder, 'manifest.json'), 'flip', /manifest.json is broken: its checksum/);
      await damaged(
        join(folder, 'manifest.json'),
        'cut',
        /manifest.json is broken: it has no checksum/,
      );
      await into(folder);

      async function damaged(path: string, how: 'flip' | 'cut', says: RegExp): Promise<void> {
        const good = await readFile(path);
        const bad = Buffer.from(good);
        const at = Math.floor(bad.length / 2);
        bad[at] = (bad[at] ?? 0) ^ 1;
        if (how === 'flip') await writeFile(path, bad);
        else await truncate(path, good.length - 9);
        const target = await make();
        await assert.rejects(restoreFrom(folder, target.parts), says);
        await writeFile(path, good);
        assert.deepEqual(target.content(), {}, `something is left of ${path}`);
        const rows = Object.entries(await target.rows()).filter(([name]) => name !== 'migration');
        assert.deepEqual(
          rows.flatMap(([, each]) => each),
          [],
        );
      }
    });
  });

  it('needs an empty system without a leader', async () => {
    const system = await used();
    await withFolder(async (folder) => {
      await backUpInto(folder, system.parts);
      await assert.rejects(
        restoreFrom(folder, system.parts),
        /the lake is not empty: \/data\/bronze exists/,
      );
      system.files.remove('/data', true);
      await assert.rejects(
        restoreFrom(folder, system.parts),
        /run store is not empty: its table \w+ has rows/,
      );

      const target = await make();
      await migrate(target.config);
      const lease = openLease(target.config, () => undefined);
      await lease.hold();
      await assert.rejects(restoreFrom(folder, target.parts), /an orchestrator leads/);
      await lease.close();
      // The start of an orchestrator registers pipelines and looks for their files. Such a store counts as empty.
      const started = openStore(target.database);
      const now = new Date();
      await started.pipelines.register('other', '', null, now);
      const seen = { path: '/in/a', modified: now, length: 1, taken: true, replaced: false };
      await started.seenFiles.keep('other', '/in/*', now, [{ ...seen, gone: null }], now);
      await restoreFrom(folder, target.parts);
      assert.deepEqual(
        (await openStore(target.database).pipelines.list()).map(({ name }) => name),
        ['diamond'],
      );
    });
  });

  it('leaves the system empty if it is interrupted or fails', async () => {
    const system = await used();
    await withFolder(async (folder) => {
      await backUpInto(folder, system.parts);
      const target = await make();
      const stop = new AbortController();
      const { tree } = target.parts;
      const parts: BackupParts = {
        ...target.parts,
        tree: {
          ...tree,
          create: async (path, content, length) => {
            if (path.endsWith('ingest.py')) stop.abort();
            await tree.create(path, content, length);
          },
        },
      };
      await assert.rejects(restoreFrom(folder, parts, stop.signal), { name: 'AbortError' });
      assert.deepEqual(target.content(), {});

      const refusing: BackupParts = {
        ...target.parts,
        tree: {
          ...tree,
          move: (from, to) =>
            to === '/jobs/current' ? Promise.reject(new Error('no')) : tree.move(from, to),
        },
      };
      await assert.rejects(restoreFrom(folder, refusing), /no/);
      assert.deepEqual(target.content(), {});
      assert.deepEqual(await openStore(target.database).runs.list({ limit: 9 }), []);
      await restoreFrom(folder, target.parts);
    });
  });

  it('takes a backup of an earlier version, and refuses one of a later version', async () => {
    const system = await used();
    await withFolder(async (folder) => {
      await backUpInto(folder, system.parts);
      const target = await make();
      const { store } = target.parts;
      const known = (await readManifest(folder))?.store.migrations ?? [];
      await assert.rejects(store.prepare([...known, '9999_later']), /has the migration 9999_later/);
      await store.prepare(known.slice(0, -1));
      assert.deepEqual((await target.rows()).migration?.length, known.length - 1);
      await migrate(target.config);
      await assert.rejects(
        store.prepare(known.slice(0, -1)),
        /of a later version than the backup's/,
      );
    });
  });
});
