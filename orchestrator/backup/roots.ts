/** What of HDFS is backed up, and what a restore does where it finds something of the same name. */

export const WAREHOUSE = '/data';
export const BOOKMARK = '/data/bronze/bookmark';

export type Owner = 'drivers' | 'own';

export interface Root {
  path: string;
  /** Names in it that are no part of a backup. */
  without?: RegExp;
  /** Whose it is once it is restored: the drivers', or Sparkwright's own. */
  of: Owner;
  /** Of what is there already: `refuse` to restore at all, or `keep` it, where a name stands for its content. */
  there: 'refuse' | 'keep';
}

export const ROOTS: readonly Root[] = [
  { path: WAREHOUSE, of: 'drivers', there: 'refuse' },
  // Uploads that are under way begin with a dot.
  { path: '/jobs', without: /^\./, of: 'own', there: 'keep' },
  { path: '/sparkwright/archive', without: /\.tmp$/, of: 'own', there: 'keep' },
];

/** The root that a path of a backup is below. */
export function rootOf(path: string): Root {
  const root = ROOTS.find((each) => path.startsWith(`${each.path}/`));
  if (!root) throw new Error(`${path} is no part of a backup`);
  return root;
}
