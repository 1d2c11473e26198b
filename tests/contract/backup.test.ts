/** A system that is backed up, and restored into another one: HDFS is a fake, the store a real PostgreSQL. */
import assert from 'node:assert/strict';
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { storedAs } from '../../orchestrator/backup/copy-files.ts';
import { readManifest } from '../../orchestrator/backup/manifest.ts';
import type { BackupParts } from '../../orchestrator/backup/parts.ts';
import { migrate } from '../../orchestrator/store/migrate.ts';
import { openLease } from '../../orchestrator/store/lease.ts';
import { openStore } from '../../orchestrator/store/store.ts';
import { putWarehouse } from '../fakes/warehouse.ts';
import { backUpInto, restoreFrom, Systems, withFolder, type System } from './backup-systems.ts';
import { newRun, storeKit } from './store/kit.ts';

const RELEASE = `/jobs/${'ab'.repeat(32)}`;
const ORDERS = '/data/bronze/orders';

describe('a backup', function () {
  this.timeout(60_000);
  let systems: Systems;
  before(async () => {
    systems = await Systems.open();
  });
  after(() => systems.close());

  /** A system with a lake, two releases, and runs: one that succeeded, one whose driver runs, one that is queued. */
  async function used(): Promise<System> {
    const system = await systems.make();
    await putWarehouse(system.files);
    for (const table of [ORDERS, '/data/silver/orders'])
      system.files.create(`${table}/data/first.parquet`, 'first', true);
    system.files.create('/data/bronze/bookmark', 'the bookmark', true);
    system.files.create(`${RELEASE}/retail/ingest.py`, 'ingest', true);
    system.files.create(`/jobs/.${RELEASE.slice(6)}.x/half.py`, 'under way', true);
    system.files.create('/jobs/current', RELEASE.slice(6), true);
    system.files.create('/sparkwright/archive/runs-1.jsonl', '{}', true);
    await migrate(system.config);
    const store = openStore(system.database);
    await store.pipelines.register('diamond', '', null, new Date());
    const kit = storeKit(() => ({ store }) as never);
    const done = await kit.planned();
    for (const stage of ['top', 'left', 'right', 'bottom'])
      await kit.through(done, stage, 'succeeded');
    await open(system, await kit.planned(), 1);
    await store.runs.insert(newRun('waits'));
    return system;
  }

  async function open({ database }: System, run: string, number: number): Promise<string> {
    const store = openStore(database);
    await store.stages.admit([{ run, name: 'top' }]);
    const id = `${run}-top-${number}`;
    assert.ok(await store.attempts.intend({ id, run, stage: 'top', number }));
    await store.attempts.submitted(id, `driver-${id}`, 'submitted', new Date());
    return id;
  }

  const into = async (folder: string) => {
    const target = await systems.make();
    return { target, restored: await restoreFrom(folder, target.parts) };
  };

  it('comes back as it was, but for attempts whose drivers are gone, and for what was not whole', async () => {
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

      // Of a table's metadata the newest counts, and the hint says which that is.
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
      // Later changes are written down behind those that came along.
      await openStore(target.database).runs.kill('waits', 'test', 'killed');
      const [newest] = (await openStore(target.database).history.since(0, 'waits')).slice(-1);
      assert.equal(newest?.state, 'killed');
    });
  });

  it('gives no attempt a name that was given while the lake was copied', async () => {
    const system = await used();
    const { tree } = system.parts;
    const store = openStore(system.database);
    let made = '';
    const meanwhile: BackupParts = {
      ...system.parts,
      survey: async (folder) => {
        if (made === '') {
          const [first] = await store.attempts.open();
          assert.ok(first);
          await store.attempts.ended(first.id, {
            ...{ state: 'failed', reason: 'test', result: null, error: null, counted: true },
          });
          await store.attempts.commit(first, { stage: 'ready', reason: 'again' });
          made = await open(system, first.run, 2);
        }
        return system.parts.survey(folder);
      },
      tree,
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

  it('into the same folder costs what is new, and drops what is gone once it is whole', async () => {
    const system = await used();
    await withFolder(async (folder) => {
      const first = await backUpInto(folder, system.parts);
      assert.equal(first.copied.files, first.manifest.files.length);
      system.files.create('/data/gold/delivery.csv', 'branchX', true);
      system.files.create(`${ORDERS}/data/new.parquet`, 'new', true);
      system.files.remove('/data/silver', true);
      const second = await backUpInto(folder, system.parts);
      assert.equal(second.copied.files, 2);
      const names = new Set(second.manifest.files.map(storedAs));
      const gone = first.manifest.files.filter((file) => !names.has(storedAs(file)));
      assert.equal(second.dropped, gone.length);
      assert.ok(gone.some(({ path }) => path.startsWith('/data/silver/orders/data/')));
      assert.deepEqual(await stored(folder), [...names].sort());
      assert.equal((await readdir(join(folder, 'store'))).length, 1);
      const { target } = await into(folder);
      assert.equal(target.files.read('/data/gold/delivery.csv').toString(), 'branchX');
    });
  });

  it('that breaks off leaves the one before as it was, and is gone on with', async () => {
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

  it('begins the lake anew where a file goes before it is copied', async () => {
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

  it('is one moment of a table that changes while it is listed', async () => {
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

  it('is refused where it is not whole, is not what it was, or is of another file system', async () => {
    const system = await used();
    await withFolder(async (folder) => {
      await withFolder(async (empty) => {
        await assert.rejects(into(empty), /has no whole backup/);
      });
      const { manifest } = await backUpInto(folder, system.parts);
      const elsewhere = await systems.make();
      const other = { ...elsewhere.parts, fs: 'hdfs://other:8020' };
      await assert.rejects(
        restoreFrom(folder, other),
        /is of hdfs:\/\/127.0.0.1:8020, and hdfs.fs is hdfs:\/\/other:8020/,
      );

      const file =
        manifest.files.find(({ path }) => path.endsWith('.parquet')) ?? manifest.files[0];
      assert.ok(file);
      await damaged(join(folder, storedAs(file)), 'flip', /sha256 is another/);
      await damaged(join(folder, storedAs(file)), 'cut', /is missing|has \d+ bytes and not/);
      await damaged(
        join(folder, 'store', manifest.id, 'attempt.copy'),
        'flip',
        /sha256 is another/,
      );
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
        const target = await systems.make();
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

  it('is restored into an empty system alone, while nobody leads', async () => {
    const system = await used();
    await withFolder(async (folder) => {
      await backUpInto(folder, system.parts);
      await assert.rejects(
        restoreFrom(folder, system.parts),
        /the lake is not empty: there is \/data\/bronze/,
      );
      system.files.remove('/data', true);
      await assert.rejects(
        restoreFrom(folder, system.parts),
        /run store is not empty: its table \w+ has rows/,
      );

      const target = await systems.make();
      await migrate(target.config);
      const lease = openLease(target.config, () => undefined);
      await lease.hold();
      await assert.rejects(restoreFrom(folder, target.parts), /an orchestrator leads/);
      await lease.close();
      // One that has merely started has registered its pipelines.
      await openStore(target.database).pipelines.register('other', '', null, new Date());
      await restoreFrom(folder, target.parts);
      assert.deepEqual(
        (await openStore(target.database).pipelines.list()).map(({ name }) => name),
        ['diamond'],
      );
    });
  });

  it('that is interrupted, or can give nothing its name, leaves the system empty', async () => {
    const system = await used();
    await withFolder(async (folder) => {
      await backUpInto(folder, system.parts);
      const target = await systems.make();
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

  it('of an earlier version fits, and of a later one does not', async () => {
    const system = await used();
    await withFolder(async (folder) => {
      await backUpInto(folder, system.parts);
      const target = await systems.make();
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

  it('is made by one at a time', async () => {
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

/** With a look at each file before it is opened. */
function opening(parts: BackupParts, before: (file: { path: string }) => void): BackupParts {
  const { tree } = parts;
  return {
    ...parts,
    tree: {
      ...tree,
      open: (path, length) => {
        before({ path });
        return tree.open(path, length);
      },
    },
  };
}

/** Rows that tell nothing of this attempt. */
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
