/** Backups of a system with a fake HDFS and a real PostgreSQL. */
import assert from 'node:assert/strict';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathInBackup } from '../../orchestrator/backup/copy-files.ts';
import { readManifest } from '../../orchestrator/backup/manifest.ts';
import type { BackupParts } from '../../orchestrator/backup/parts.ts';
import { openStore } from '../../orchestrator/store/store.ts';
import { backUpInto, withFolder } from './backup-systems.ts';
import { opening, ORDERS, submitted, useSystems } from './backup-used.ts';

describe('a backup', function () {
  this.timeout(60_000);
  const { used, into } = useSystems();

  it('is restored whole, but open attempts have failed and unfinished files are left out', async () => {
    const system = await used();
    await withFolder(async (folder) => {
      const { manifest } = await backUpInto(folder, system.parts);
      assert.deepEqual(manifest.tables.map(({ path, version }) => `${path} ${version}`).sort(), [
        `${ORDERS} 8`,
        '/data/gold/empty 1',
        '/data/silver/orders 4',
      ]);
      const { target, restored } = await into(folder);
      assert.equal(restored.ended, 1);

      // A backup has only the newest metadata of a table, which the hint names.
      const expected = Object.fromEntries(
        Object.entries(system.content()).filter(
          ([path]) => !/v[37]\.metadata\.json$/.test(path) && !path.startsWith('/jobs/.'),
        ),
      );
      assert.deepEqual(target.content(), expected);

      const [was, is] = [await system.rows(), await target.rows()];
      assert.deepEqual(without(is, 'diamond-2-top-1'), without(was, 'diamond-2-top-1'));
      const [attempt] = await openStore(target.database).attempts.uncommitted();
      assert.deepEqual(
        [attempt?.id, attempt?.state, attempt?.counted, attempt?.error?.class],
        ['diamond-2-top-1', 'failed', false, 'LostInRestore'],
      );
      assert.deepEqual(await openStore(target.database).attempts.open(), []);
      // Later transitions get numbers after the restored ones.
      await openStore(target.database).runs.kill('waits', 'test', 'killed');
      const [newest] = (await openStore(target.database).history.since(0, 'waits')).slice(-1);
      assert.equal(newest?.state, 'killed');
    });
  });

  it('reports an unreadable table, and contains all others', async () => {
    const system = await used();
    const metadata = '/data/silver/orders/metadata';
    system.files.remove(`${metadata}/v4.metadata.json`, false);
    await withFolder(async (folder) => {
      const { manifest, damaged } = await backUpInto(folder, system.parts);
      assert.deepEqual(damaged, [
        {
          path: '/data/silver/orders',
          fault: `${metadata}/v4.metadata.json is missing, and version-hint.text names it`,
        },
      ]);
      assert.equal(manifest.tables.length, 3);
      const { target } = await into(folder);
      assert.ok(target.files.exists(`${ORDERS}/metadata/v8.metadata.json`));
    });
  });

  it('reuses no attempt number that was taken while the lake was copied', async () => {
    const system = await used();
    const store = openStore(system.database);
    let made = '';
    const meanwhile: BackupParts = {
      ...system.parts,
      survey: async (folder) => {
        if (made === '') {
          const [first] = await store.attempts.open();
          assert.ok(first);
          await store.attempts.ended(first.id, {
            state: 'failed',
            reason: 'test',
            result: null,
            error: null,
            counted: true,
          });
          await store.attempts.commit(first, { stage: 'ready', reason: 'again' });
          made = await submitted(system, first.run, 2);
        }
        return system.parts.survey(folder);
      },
    };
    await withFolder(async (folder) => {
      await backUpInto(folder, meanwhile);
      const { target } = await into(folder);
      const restored = openStore(target.database);
      const [lost] = await restored.attempts.uncommitted();
      assert.ok(lost);
      assert.equal(lost.id, made.replace(/2$/, '1'));
      await restored.attempts.commit(lost, { stage: 'ready', reason: 'again' });
      await restored.stages.admit([{ run: lost.run, name: 'top' }]);
      const [turn] = await restored.stages.admitted();
      assert.equal(turn?.attempts, 2, 'the next is the third');
    });
  });

  it('into the same folder copies only new files, and removes old ones once it is complete', async () => {
    const system = await used();
    await withFolder(async (folder) => {
      const first = await backUpInto(folder, system.parts);
      assert.equal(first.copied.files, first.manifest.files.length);
      system.files.create('/data/gold/delivery.csv', 'branchX', true);
      system.files.create(`${ORDERS}/data/new.parquet`, 'new', true);
      system.files.remove('/data/silver', true);
      const second = await backUpInto(folder, system.parts);
      assert.equal(second.copied.files, 2);
      const names = new Set(second.manifest.files.map(pathInBackup));
      const gone = first.manifest.files.filter((file) => !names.has(pathInBackup(file)));
      assert.equal(second.dropped, gone.length);
      assert.ok(gone.some(({ path }) => path.startsWith('/data/silver/orders/data/')));
      assert.deepEqual(await stored(folder), [...names].sort());
      assert.equal((await readdir(join(folder, 'store'))).length, 1);
      const { target } = await into(folder);
      assert.equal(target.files.read('/data/gold/delivery.csv').toString(), 'branchX');
    });
  });

  it('that is interrupted leaves the previous one valid, and the next one resumes it', async () => {
    const system = await used();
    await withFolder(async (folder) => {
      await backUpInto(folder, system.parts);
      const before = await readManifest(folder);
      for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
        system.files.create(`${ORDERS}/data/${name}.parquet`, name, true);
      system.files.create('/data/gold/delivery.csv', 'branchY', true);
      const stop = new AbortController();
      const parts = opening(system.parts, ({ path }) => {
        if (path.endsWith('d.parquet')) stop.abort();
      });
      await assert.rejects(backUpInto(folder, parts, stop.signal), { name: 'AbortError' });
      assert.deepEqual(await readManifest(folder), before);
      assert.deepEqual((await readdir(folder)).sort(), ['files', 'manifest.json', 'store']);
      const { target } = await into(folder);
      assert.equal(target.files.read('/data/gold/delivery.csv').toString(), 'branch\n');

      const { copied, manifest } = await backUpInto(folder, system.parts);
      assert.ok(copied.files > 0 && copied.files < 9, `${copied.files} were copied again`);
      assert.equal(manifest.files.length, (before?.files.length ?? 0) + 8);
    });
  });

  it('surveys the lake again if a file disappears before it is copied', async () => {
    const system = await used();
    let surveys = 0;
    const vanishing = opening(
      {
        ...system.parts,
        survey: (folder) => {
          surveys += folder === '/data' ? 1 : 0;
          return system.parts.survey(folder);
        },
      },
      ({ path }) => {
        if (!path.endsWith('v8.metadata.json')) return;
        // As a commit with delete-after-commit does.
        system.files.create(path.replace('v8', 'v9'), system.files.read(path), true);
        system.files.remove(path, false);
      },
    );
    await withFolder(async (folder) => {
      const { manifest } = await backUpInto(folder, vanishing);
      assert.equal(surveys, 2);
      assert.equal(manifest.tables.find(({ path }) => path === ORDERS)?.version, 9);
      const { target } = await into(folder);
      assert.ok(target.files.exists(`${ORDERS}/metadata/v9.metadata.json`));
      assert.equal(target.files.exists(`${ORDERS}/metadata/v8.metadata.json`), false);
      assert.equal(target.files.read(`${ORDERS}/metadata/version-hint.text`).toString(), '9');
    });
  });

  it('lists a table again if it changes meanwhile', async () => {
    const system = await used();
    const { tree } = system.parts;
    let changed = false;
    const parts = {
      ...tree,
      entries: async (folder: string) => {
        const found = await tree.entries(folder);
        if (folder === `${ORDERS}/data` && !changed) {
          changed = true;
          const metadata = `${ORDERS}/metadata`;
          system.files.create(`${folder}/late.parquet`, 'late', true);
          const v8 = system.files.read(`${metadata}/v8.metadata.json`);
          system.files.create(`${metadata}/v9.metadata.json`, v8, true);
        }
        return found;
      },
    };
    const { survey } = await import('../../orchestrator/lake/survey.ts');
    const orders = (await survey(parts, '/data')).tables.find(({ path }) => path === ORDERS);
    assert.equal(orders?.version, 9);
    assert.ok(orders.files.some(({ path }) => path.endsWith('late.parquet')));
  });

  it('locks its folder', async () => {
    const system = await used();
    await withFolder(async (folder) => {
      let second: Promise<unknown> | undefined;
      const parts = opening(system.parts, () => {
        second ??= assert.rejects(
          backUpInto(folder, system.parts),
          /a backup writes to .*: process \d+ on/,
        );
      });
      await backUpInto(folder, parts);
      assert.ok(second);
      await second;
      await writeFile(join(folder, 'lock'), 'another-host 1\n');
      await assert.rejects(into(folder), /process 1 on another-host/);
      await rm(join(folder, 'lock'));
    });
  });
});
/** The rows without those about this attempt. */
function without(rows: Record<string, string[]>, attempt: string): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(rows).map(([table, each]) => [
      table,
      each.filter((row) => !row.includes(attempt)),
    ]),
  );
}

async function stored(folder: string): Promise<string[]> {
  const entries = await readdir(join(folder, 'files'), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
