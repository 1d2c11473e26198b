/** A system with ended and open runs, for tests of backups. */
import assert from 'node:assert/strict';
import type { BackupParts } from '../../orchestrator/backup/parts.ts';
import { migrate } from '../../orchestrator/store/migrate.ts';
import { openStore } from '../../orchestrator/store/store.ts';
import { putWarehouse } from '../fakes/warehouse.ts';
import { restoreFrom, Systems, type System } from './backup-systems.ts';
import { newRun, storeKit } from '../support/store-kit.ts';

const RELEASE = `/jobs/${'ab'.repeat(32)}`;

export const ORDERS = '/data/bronze/orders';

/** Creates used and new systems, and restores a backup into a new one; call it in `describe`. */
export function useSystems() {
  const systems = new Systems();
  after(() => systems.close());
  const make = () => systems.make();
  const into = async (folder: string) => {
    const target = await make();
    return { target, restored: await restoreFrom(folder, target.parts) };
  };
  return { used: () => used(systems), make, into };
}

/** A system with a lake, two releases, and runs: one that succeeded, one whose driver runs, one that is queued. */
async function used(systems: Systems): Promise<System> {
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
  await submitted(system, await kit.planned(), 1);
  await store.runs.insert(newRun('waits'));
  return system;
}

/** Gives the first stage of a run an attempt with a running driver. @returns its id */
export async function submitted(
  { database }: System,
  run: string,
  number: number,
): Promise<string> {
  const store = openStore(database);
  await store.stages.admit([{ run, name: 'top' }]);
  const id = `${run}-top-${number}`;
  assert.ok(await store.attempts.intend({ id, run, stage: 'top', number }));
  await store.attempts.submitted(id, `driver-${id}`, 'submitted', new Date());
  return id;
}

/** Parts that call `before` before they open a file. */
export function opening(parts: BackupParts, before: (file: { path: string }) => void): BackupParts {
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
