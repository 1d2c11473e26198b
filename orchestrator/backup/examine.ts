/** Checks whether a backup can be restored here, before anything is written. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileTree } from '../ports/backup.ts';
import { TerminalError } from '../model/errors.ts';
import { storeFile } from './back-up.ts';
import { pathInBackup } from './copy-files.ts';
import { assertUnlocked } from './lock.ts';
import { readManifest, USE_ANOTHER, type Manifest } from './manifest.ts';
import type { BackupParts } from './parts.ts';
import { ROOTS } from './roots.ts';

/** @throws TerminalError if the backup is incomplete, is being written, or comes from another file system */
export async function examineBackup(
  { fs }: Pick<BackupParts, 'fs'>,
  folder: string,
): Promise<Manifest> {
  await assertUnlocked(folder);
  const manifest = await readManifest(folder);
  if (!manifest)
    throw new TerminalError(`${folder} holds no complete backup: manifest.json is missing`, {
      hint: 'Name the folder of a complete backup. To finish an interrupted one: sparkwright backup <folder>',
    });
  if (manifest.fs !== fs)
    throw new TerminalError(
      `the backup comes from ${manifest.fs}, but hdfs.fs is ${fs}: table metadata names files by their full address`,
      {
        hint: `Restore to an HDFS with the same address (an entry in DNS or /etc/hosts can point to it), or copy with hadoop distcp and rewrite the metadata with Iceberg's rewrite_table_path.`,
      },
    );
  for (const { name, length } of manifest.store.tables)
    await assertLength(storeFile(folder, manifest.id, name), length);
  for (const file of manifest.files)
    await assertLength(join(folder, pathInBackup(file)), file.length);
  return manifest;
}

async function assertLength(file: string, length: number): Promise<void> {
  const stats = await stat(file).catch(() => null);
  if (stats?.size === length) return;
  const fault = stats ? `has ${stats.size} bytes instead of ${length}` : 'is missing';
  throw new TerminalError(`${file} of the backup ${fault}`, { hint: USE_ANOTHER });
}

/** Empty folders are fine. @throws TerminalError if the warehouse has anything else */
export async function assertNoLake(tree: FileTree): Promise<void> {
  for (const { path, existing } of ROOTS) {
    if (existing === 'keep') continue;
    for (const { name, folder } of (await tree.entries(path)) ?? []) {
      const inner = `${path}/${name}`;
      if (folder && (await tree.entries(inner))?.length === 0) continue;
      throw new TerminalError(`the lake is not empty: ${inner} exists on HDFS`, {
        hint: `Restore into an empty lake. To discard this one: hdfs dfs -rm -r '${path}/*'`,
      });
    }
  }
}
