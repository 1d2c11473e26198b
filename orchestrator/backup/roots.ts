/** The folders of HDFS that are backed up, and how a restore treats names that exist there already. */
import type { FileFacts, Survey } from '../ports/backup.ts';
import type { BackupParts } from './parts.ts';

const WAREHOUSE = '/data';
export const BOOKMARK = '/data/bronze/bookmark';

/** A user of HDFS: the one of drivers, or Sparkwright's own. */
export type Owner = 'drivers' | 'own';

export interface Root {
  path: string;
  /** Names directly in the folder that are not backed up. */
  exclude?: RegExp;
  /** Who owns the files after a restore. */
  owner: Owner;
  /** If a name exists already: `refuse` to restore, or `keep` it because the name implies the content. */
  existing: 'refuse' | 'keep';
}

export const ROOTS: readonly Root[] = [
  { path: WAREHOUSE, owner: 'drivers', existing: 'refuse' },
  // Unfinished uploads begin with a dot.
  { path: '/jobs', exclude: /^\./, owner: 'own', existing: 'keep' },
  { path: '/sparkwright/archive', exclude: /\.tmp$/, owner: 'own', existing: 'keep' },
];

/** The root that contains a path of a backup. */
export function rootOf(path: string): Root {
  const root = ROOTS.find((each) => path.startsWith(`${each.path}/`));
  if (!root) throw new Error(`${path} is not below a folder that is backed up`);
  return root;
}

/** Surveys all roots. The plain files leave out the bookmark, which is copied before. */
export async function surveyAll({ survey }: Pick<BackupParts, 'survey'>): Promise<Survey> {
  const all: Survey = { tables: [], plain: [] };
  for (const { path, exclude } of ROOTS) {
    const { tables, plain } = await survey(path);
    all.tables.push(...tables);
    const name = (file: FileFacts) => file.path.slice(path.length + 1).split('/', 1)[0] ?? '';
    all.plain.push(...plain.filter((file) => file.path !== BOOKMARK && !exclude?.test(name(file))));
  }
  return all;
}
