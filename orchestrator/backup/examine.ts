/** Whether a backup may be restored here; asked before anything is written, and of the lake once more right before. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileTree } from '../engine/ports.ts';
import { TerminalError } from '../model/errors.ts';
import { storeFile } from './back-up.ts';
import { storedAs } from './copy-files.ts';
import { assertUnlocked } from './lock.ts';
import { readManifest, type Manifest } from './manifest.ts';
import type { BackupParts } from './parts.ts';
import { ROOTS } from './roots.ts';

const BROKEN = 'Take another copy of the folder, or another backup.';

/** @throws TerminalError where the folder has no whole backup, or one of another file system */
export async function examineBackup(
  { fs }: Pick<BackupParts, 'fs'>,
  folder: string,
): Promise<Manifest> {
  await assertUnlocked(folder);
  const manifest = await readManifest(folder);
  if (!manifest)
    throw new TerminalError(`${folder} has no whole backup: there is no manifest.json`, {
      mend: 'Name the folder of one; a backup that broke off is gone on with by: sparkwright backup <folder>',
    });
  if (manifest.fs !== fs)
    throw new TerminalError(
      `the backup is of ${manifest.fs}, and hdfs.fs is ${fs}: the tables' metadata names their files by that address`,
      {
        mend: `Restore to an HDFS of the same address (a name in DNS or /etc/hosts can be moved), or copy by hadoop distcp and rewrite the metadata by Iceberg's rewrite_table_path.`,
      },
    );
  for (const { name, length } of manifest.store.tables)
    await assertLength(storeFile(folder, manifest.id, name), length);
  for (const file of manifest.files) await assertLength(join(folder, storedAs(file)), file.length);
  return manifest;
}

async function assertLength(file: string, length: number): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found?.size === length) return;
  const is = found ? `has ${found.size} bytes and not ${length}` : 'is missing';
  throw new TerminalError(`${file} of the backup ${is}`, { mend: BROKEN });
}

/** Empty folders are fine. @throws TerminalError where the warehouse has anything else */
export async function assertNoLake(tree: FileTree): Promise<void> {
  for (const { path, there } of ROOTS) {
    if (there === 'keep') continue;
    for (const { name, folder } of (await tree.entries(path)) ?? []) {
      const inner = `${path}/${name}`;
      if (folder && (await tree.entries(inner))?.length === 0) continue;
      throw new TerminalError(`the lake is not empty: there is ${inner} on HDFS`, {
        mend: `Restore into an empty one; where what is there is of no use: hdfs dfs -rm -r '${path}/*'`,
      });
    }
  }
}
