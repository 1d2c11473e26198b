/**
 * Lists a warehouse's files such that each table is complete at one version of its metadata. Iceberg never changes a file: it
 * writes files before the version that names them, and removes them after a version that no longer does.
 */
import pMap from 'p-map';
import type { FileFacts, FileTree, Survey, SurveyedTable, TreeEntry } from '../ports/backup.ts';
import { RetryableError } from '../model/errors.ts';
import { versionsAmong } from './versions.ts';

const FOLDERS_AT_ONCE = 8;
/** How often a table is listed if it gets a new version during each listing. */
const LISTINGS = 10;
/** How often the folder is listed again, until two listings in a row are equal. */
const LOOKS = 5;

const HINT = 'version-hint.text';

type Entries = Pick<FileTree, 'entries'>;

/** All files below a folder; none if there is no such folder. */
async function filesBelow(tree: Entries, folder: string): Promise<FileFacts[]> {
  const { files, folders } = split(folder, (await tree.entries(folder)) ?? []);
  const below = await pMap(folders, (inner) => filesBelow(tree, inner), {
    concurrency: FOLDERS_AT_ONCE,
  });
  return [...files, ...below.flat()];
}

/**
 * Lists until nothing has changed between two listings, so that tables derived from each other are of one moment. If the
 * tables never rest, each is still complete, and their tagged snapshots tell how far each has come.
 *
 * @throws RetryableError if a table gets new versions faster than it can be listed
 */
export async function survey(tree: Entries, folder: string): Promise<Survey> {
  let last: Look = { tables: new Map(), plain: [] };
  for (let looks = 1; ; looks += 1) {
    const now: Look = { tables: new Map(), plain: [] };
    await look(tree, folder, last, now);
    const unchanged = looks > 1 && fingerprint(now) === fingerprint(last);
    if (unchanged || looks > LOOKS)
      return { tables: [...now.tables.values()].map(({ table }) => table), plain: now.plain };
    last = now;
  }
}

interface Look {
  tables: Map<string, TableListing>;
  plain: FileFacts[];
}

interface TableListing {
  /** Name, length and time of the newest metadata: a table that was dropped and created again has another time. */
  stamp: string;
  table: SurveyedTable;
}

function fingerprint({ tables, plain }: Look): string {
  const stamps = [...tables].map(([path, { stamp }]) => `${path} ${stamp}`);
  return JSON.stringify([stamps.sort(), plain.map((file) => JSON.stringify(file)).sort()]);
}

async function look(tree: Entries, folder: string, last: Look, now: Look): Promise<void> {
  const entries = (await tree.entries(folder)) ?? [];
  if (entries.some((entry) => entry.folder && entry.name === 'metadata')) {
    const listing = await listTable(tree, folder, last.tables.get(folder));
    if (listing) {
      now.tables.set(folder, listing);
      return;
    }
  }
  const { files, folders } = split(folder, entries);
  now.plain.push(...files);
  await pMap(folders, (inner) => look(tree, inner, last, now), { concurrency: FOLDERS_AT_ONCE });
}

/** Null if the folder has no version, because the table's creation was interrupted. */
async function listTable(
  tree: Entries,
  path: string,
  before: TableListing | undefined,
): Promise<TableListing | null> {
  for (let listings = 1; listings <= LISTINGS; listings += 1) {
    const version = await newest(tree, path);
    if (!version) return null;
    if (before?.stamp === version.stamp) return before;
    const all = await filesBelow(tree, path);
    if ((await newest(tree, path))?.stamp !== version.stamp) continue;
    const files = all.filter((file) => isOf(file.path.slice(path.length + 1), version.name));
    return { stamp: version.stamp, table: { path, version: version.number, files } };
  }
  throw new RetryableError(`${path} gets new versions faster than its files can be listed`, {
    hint: 'Pause the pipelines that write to it: sparkwright pause <pipeline>',
  });
}

/** Whether a file of a table belongs to the version whose metadata has this name. */
function isOf(name: string, metadata: string): boolean {
  const [, file] = /^metadata\/([^/]+)$/.exec(name) ?? [];
  if (file === undefined) return true;
  // Other versions are left out, because a catalog uses the latest one whatever the hint says.
  return file !== HINT && (file === metadata || versionsAmong([{ name: file }]).length === 0);
}

async function newest(tree: Entries, table: string) {
  const entries = (await tree.entries(`${table}/metadata`)) ?? [];
  const [version] = versionsAmong(entries);
  if (!version) return null;
  const { length, modified } = entries.find(({ name }) => name === version.name) ?? {};
  return { ...version, stamp: `${version.name} ${String(length)} ${String(modified)}` };
}

function split(folder: string, entries: readonly TreeEntry[]) {
  const pathOf = (name: string) => `${folder}/${name}`;
  return {
    files: entries
      .filter((entry) => !entry.folder)
      .map(({ name, length, modified }) => ({ path: pathOf(name), length, modified })),
    folders: entries.filter((entry) => entry.folder).map(({ name }) => pathOf(name)),
  };
}
