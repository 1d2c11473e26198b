/** A Hadoop catalog keeps no list of its tables: a folder is one if it holds `metadata/` with a version in it. */
import pMap from 'p-map';
import type { LakeFiles } from '../engine/ports.ts';
import { versionsAmong } from './versions.ts';

const FOLDERS_AT_ONCE = 8;
/** Namespaces within namespaces. */
const DEEPEST = 4;

export interface TableFolder {
  path: string;
  /** Namespaces and table. */
  names: string[];
}

/** Every table below a warehouse's folder, which need not be there yet. */
export async function tableFolders(files: LakeFiles, warehouse: string): Promise<TableFolder[]> {
  const top = await listed(files, warehouse);
  return foldersBelow(files, { path: warehouse, names: [] }, top);
}

async function foldersBelow(
  files: LakeFiles,
  { path, names }: TableFolder,
  entries: readonly { name: string; folder: boolean }[],
): Promise<TableFolder[]> {
  const found = await pMap(
    entries.filter(({ folder }) => folder),
    async ({ name }) => {
      const inner = { path: `${path}/${name}`, names: [...names, name] };
      const held = await listed(files, inner.path);
      if (held.some(({ name: entry, folder }) => folder && entry === 'metadata'))
        return (await isTable(files, inner.path)) ? [inner] : [];
      return inner.names.length < DEEPEST ? foldersBelow(files, inner, held) : [];
    },
    { concurrency: FOLDERS_AT_ONCE },
  );
  return found.flat();
}

/** What broke off while it made a table (HDFS was full, say) leaves the folder without a version. */
async function isTable(files: LakeFiles, path: string): Promise<boolean> {
  return versionsAmong(await listed(files, `${path}/metadata`)).length > 0;
}

async function listed(files: LakeFiles, path: string) {
  return (await files.list(path)) ?? [];
}
