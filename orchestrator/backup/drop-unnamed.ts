/** What a whole backup does not name, of earlier ones and of those that broke off, goes. */
import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { storedAs } from './copy-files.ts';
import type { Manifest } from './manifest.ts';

/** @returns how many files of HDFS went */
export async function dropUnnamed(
  folder: string,
  { id, files }: Pick<Manifest, 'id' | 'files'>,
): Promise<number> {
  for (const name of await readdir(join(folder, 'store')))
    if (name !== id) await rm(join(folder, 'store', name), { recursive: true });
  const named = new Set(files.map(storedAs));
  return dropBelow(folder, 'files', named);
}

async function dropBelow(
  folder: string,
  inner: string,
  named: ReadonlySet<string>,
): Promise<number> {
  let dropped = 0;
  let left = 0;
  const entries = await readdir(join(folder, inner), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(inner, entry.name);
    if (entry.isDirectory()) dropped += await dropBelow(folder, path, named);
    else if (named.has(path)) left += 1;
    else {
      await rm(join(folder, path));
      dropped += 1;
    }
  }
  // It stays where a folder in it does.
  if (left === 0) await rmdir(join(folder, inner)).catch(() => undefined);
  return dropped;
}
