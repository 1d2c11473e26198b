/** A Hadoop catalog has no list of tables: a folder is a table if its `metadata/` has at least one version. */
import pMap from 'p-map';
import type { LakeFiles } from '../ports/lake.ts';
import { versionsAmong } from './versions.ts';

const FOLDERS_AT_ONCE = 8;
/** Levels of folders below the warehouse: nested namespaces, and the table. */
const DEEPEST = 4;

export interface TableFolder {
  path: string;
  /** The namespaces, then the table. */
  names: string[];
}

/** All tables below a warehouse's folder; none if there is no folder yet. */
export async function tableFolders(files: LakeFiles, warehouse: string): Promise<TableFolder[]> {
  const entries = await entriesOf(files, warehouse);
  return foldersBelow(files, { path: warehouse, names: [] }, entries);
}

async function foldersBelow(
  files: LakeFiles,
  { path, names }: TableFolder,
  entries: readonly { name: string; folder: boolean }[],
): Promise<TableFolder[]> {
  const tables = await pMap(
    entries.filter(({ folder }) => folder),
    async ({ name }) => {
      const inner = { path: `${path}/${name}`, names: [...names, name] };
      const below = await entriesOf(files, inner.path);
      const hasMetadata = below.some(({ name: entry, folder }) => folder && entry === 'metadata');
      if (hasMetadata && (await isTable(files, inner.path))) return [inner];
      // A namespace, which may have a table called metadata.
      return inner.names.length < DEEPEST ? foldersBelow(files, inner, below) : [];
    },
    { concurrency: FOLDERS_AT_ONCE },
  );
  return tables.flat();
}

/** False if the table's creation was interrupted, for example by a full HDFS: there is no version then. */
async function isTable(files: LakeFiles, path: string): Promise<boolean> {
  return versionsAmong(await entriesOf(files, `${path}/metadata`)).length > 0;
}

async function entriesOf(files: LakeFiles, path: string) {
  return (await files.list(path)) ?? [];
}
