/**
 * restore: holds the lead, so that no orchestrator starts meanwhile. It uploads files to draft folders, then fills the store.
 * At the end of the store's transaction the files are moved into place: an interrupted restore leaves an empty system.
 */
import { createReadStream } from 'node:fs';
import { TerminalError } from '../model/errors.ts';
import { storeFile } from './back-up.ts';
import { openDrafts } from './drafts.ts';
import { assertNoLake } from './examine.ts';
import { USE_ANOTHER, type BackupTable, type Manifest } from './manifest.ts';
import type { BackupParts, Progress } from './parts.ts';
import { contentOf } from './streams.ts';
import { moveIntoPlace, uploadAll } from './upload.ts';

export interface RestoreResult {
  /** How many attempts were open when the backup was made. */
  ended: number;
}

/** @param manifest - from examineBackup */
export async function restore(
  parts: BackupParts,
  folder: string,
  manifest: Manifest,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: Progress) => void },
): Promise<RestoreResult> {
  const { tree, store } = parts;
  await assertNoLake(tree);
  await store.prepare(manifest.store.migrations);
  const led = await store.lead();
  const drafts = openDrafts(parts, manifest.id);
  try {
    await led.assertEmpty();
    for (const table of manifest.store.tables) await assertUnchanged(folder, manifest, table);
    await drafts.drop();
    await drafts.make();
    await uploadAll({ drafts, folder, signal, onProgress }, manifest);
    const ended = await led.copyIn(
      manifest.store,
      manifest.store.later,
      (table) => createReadStream(storeFile(folder, manifest.id, table)),
      async () => {
        // The last chance to interrupt: the moves below take a moment only.
        signal.throwIfAborted();
        await assertNoLake(tree);
        await moveIntoPlace(drafts);
      },
    );
    return { ended };
  } finally {
    await drafts.drop().catch(() => undefined);
    await led.release();
  }
}

async function assertUnchanged(
  folder: string,
  { id }: Manifest,
  { name, sha256 }: BackupTable,
): Promise<void> {
  const file = storeFile(folder, id, name);
  if ((await contentOf(file))?.sha256 === sha256) return;
  throw new TerminalError(`${file} was changed after the backup: its sha256 differs`, {
    hint: USE_ANOTHER,
  });
}
