/** What of HDFS is backed up, and what a restore does where it finds something of the same name. */

export const WAREHOUSE = '/data';
export const BOOKMARK = '/data/bronze/bookmark';

interface Root {
  path: string;
  /** Names in it that are no part of a backup. */
  without?: RegExp;
  /** Of what is there already: `refuse` to restore at all, or `keep` it, where a name stands for its content. */
  there: 'refuse' | 'keep';
}

export const ROOTS: readonly Root[] = [
  { path: WAREHOUSE, there: 'refuse' },
  // Uploads that are under way begin with a dot.
  { path: '/jobs', without: /^\./, there: 'keep' },
  { path: '/sparkwright/archive', without: /\.tmp$/, there: 'keep' },
];
