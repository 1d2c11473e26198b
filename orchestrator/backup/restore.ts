/**
 * restore: under the lead, so that no orchestrator begins meanwhile. Files go to a folder beside, then the store is filled, and
 * in the end of its transaction the files get their names: what breaks off leaves an empty system.
 */
import { createReadStream } from 'node:fs';
import { TerminalError } from '../model/errors.ts';
import { storeFile } from './back-up.ts';
import { openDrafts } from './drafts.ts';
import { assertNoLake } from './examine.ts';
import type { Manifest, StoredTable } from './manifest.ts';
import type { BackupParts, Progress } from './parts.ts';
import { contentOf } from './streams.ts';
import { placeAll, uploadAll } from './upload.ts';

export interface Restored {
  /** Attempts that were open when the backup was made. */
  ended: number;
}

/** @param manifest - of the folder, as it was examined */
export async function restore(
  parts: BackupParts,
  folder: string,
  manifest: Manifest,
  { signal, tell }: { signal: AbortSignal; tell: (progress: Progress) => void },
): Promise<Restored> {
  const { tree, store } = parts;
  await assertNoLake(tree);
  await store.prepare(manifest.store.migrations);
  const led = await store.lead();
  const drafts = openDrafts(parts, manifest.id);
  try {
    await led.assertEmpty();
    for (const table of manifest.store.tables) await assertStored(folder, manifest, table);
    await drafts.drop();
    await drafts.make();
    await uploadAll({ drafts, folder, signal, tell }, manifest);
    const ended = await led.copyIn(
      manifest.store,
      manifest.store.later,
      (table) => createReadStream(storeFile(folder, manifest.id, table)),
      async () => {
        // From here on it takes a moment, and a Ctrl-C is too late.
        signal.throwIfAborted();
        await assertNoLake(tree);
        await placeAll(drafts);
      },
    );
    return { ended };
  } finally {
    await drafts.drop().catch(() => undefined);
    await led.release();
  }
}

async function assertStored(
  folder: string,
  { id }: Manifest,
  { name, sha256 }: StoredTable,
): Promise<void> {
  const file = storeFile(folder, id, name);
  if ((await contentOf(file))?.sha256 === sha256) return;
  throw new TerminalError(`${file} is not what was backed up: its sha256 is another`, {
    mend: 'Take another copy of the folder, or another backup.',
  });
}
