/** Removes files that the newest manifest does not list: those of earlier backups and of interrupted ones. */
import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathInBackup } from './copy-files.ts';
import type { Manifest } from './manifest.ts';

/** @returns how many files were removed, not counting copies of the store */
export async function prune(
  folder: string,
  { id, files }: Pick<Manifest, 'id' | 'files'>,
): Promise<number> {
  for (const name of await readdir(join(folder, 'store')))
    if (name !== id) await rm(join(folder, 'store', name), { recursive: true });
  return pruneBelow(folder, 'files', new Set(files.map(pathInBackup)));
}

async function pruneBelow(
  folder: string,
  inner: string,
  listed: ReadonlySet<string>,
): Promise<number> {
  let removed = 0;
  let left = 0;
  const entries = await readdir(join(folder, inner), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(inner, entry.name);
    if (entry.isDirectory()) removed += await pruneBelow(folder, path, listed);
    else if (listed.has(path)) left += 1;
    else {
      await rm(join(folder, path));
      removed += 1;
    }
  }
  // rmdir fails if a subfolder is left.
  if (left === 0) await rmdir(join(folder, inner)).catch(() => undefined);
  return removed;
}
