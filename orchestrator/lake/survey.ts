/**
 * What a warehouse's folder holds, file by file, such that each table is whole at one version of its metadata. Files of Iceberg
 * never change once they are written; they come before the version that names them, and go after a version that does not.
 */
import pMap from 'p-map';
import type { FileFacts, FileTree, Survey, SurveyedTable, TreeEntry } from '../engine/ports.ts';
import { RetryableError } from '../model/errors.ts';
import { versionsAmong } from './versions.ts';

const FOLDERS_AT_ONCE = 8;
/** How often a table is listed anew that has got another version meanwhile. */
const LISTINGS = 10;
/** How often all is looked at once more, until nothing has moved between two looks. */
const LOOKS = 5;

const HINT = 'version-hint.text';

type Entries = Pick<FileTree, 'entries'>;

/** Every file below a folder that need not be there. */
export async function filesBelow(tree: Entries, folder: string): Promise<FileFacts[]> {
  const { files, folders } = parted(folder, (await tree.entries(folder)) ?? []);
  const below = await pMap(folders, (inner) => filesBelow(tree, inner), {
    concurrency: FOLDERS_AT_ONCE,
  });
  return [...files, ...below.flat()];
}

/**
 * Looks until nothing has moved between two looks, so that tables which are made from each other fit together; where that
 * never happens, each table is whole all the same, and who reads them finds out by snapshots how they fit.
 *
 * @throws RetryableError where a table gets new versions faster than it can be listed
 */
export async function survey(tree: Entries, folder: string): Promise<Survey> {
  let last: Look = { tables: new Map(), plain: [] };
  for (let looks = 1; ; looks += 1) {
    const now: Look = { tables: new Map(), plain: [] };
    await look(tree, folder, last, now);
    const still = looks > 1 && fingerprint(now) === fingerprint(last);
    if (still || looks > LOOKS)
      return { tables: [...now.tables.values()].map(({ table }) => table), plain: now.plain };
    last = now;
  }
}

interface Look {
  tables: Map<string, Listed>;
  plain: FileFacts[];
}

interface Listed {
  /** Of the newest metadata: a table that was dropped and made again has another. */
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
    const listed = await listedTable(tree, folder, last.tables.get(folder));
    if (listed) {
      now.tables.set(folder, listed);
      return;
    }
  }
  const { files, folders } = parted(folder, entries);
  now.plain.push(...files);
  await pMap(folders, (inner) => look(tree, inner, last, now), { concurrency: FOLDERS_AT_ONCE });
}

/** Null for a folder that has no version: what broke off while it made a table leaves one. */
async function listedTable(
  tree: Entries,
  path: string,
  before: Listed | undefined,
): Promise<Listed | null> {
  for (let listings = 1; listings <= LISTINGS; listings += 1) {
    const found = await newest(tree, path);
    if (!found) return null;
    if (before?.stamp === found.stamp) return before;
    const all = await filesBelow(tree, path);
    if ((await newest(tree, path))?.stamp !== found.stamp) continue;
    const files = all.filter((file) => isOf(file.path.slice(path.length + 1), found.name));
    return { stamp: found.stamp, table: { path, version: found.number, files } };
  }
  throw new RetryableError(`${path} gets new versions faster than its files can be listed`, {
    mend: 'Let the pipelines that write it rest: sparkwright pause <pipeline>',
  });
}

/** Whether a file of a table belongs to the version whose metadata has this name. */
function isOf(name: string, metadata: string): boolean {
  const [, own] = /^metadata\/([^/]+)$/.exec(name) ?? [];
  if (own === undefined) return true;
  // A catalog that finds a later version takes that, whatever the hint says.
  return own !== HINT && (own === metadata || versionsAmong([{ name: own }]).length === 0);
}

async function newest(tree: Entries, table: string) {
  const entries = (await tree.entries(`${table}/metadata`)) ?? [];
  const [version] = versionsAmong(entries);
  if (!version) return null;
  const { length, modified } = entries.find(({ name }) => name === version.name) ?? {};
  return { ...version, stamp: `${version.name} ${String(length)} ${String(modified)}` };
}

function parted(folder: string, entries: readonly TreeEntry[]) {
  const at = (name: string) => `${folder}/${name}`;
  return {
    files: entries
      .filter((entry) => !entry.folder)
      .map(({ name, length, modified }) => ({ path: at(name), length, modified })),
    folders: entries.filter((entry) => entry.folder).map(({ name }) => at(name)),
  };
}
