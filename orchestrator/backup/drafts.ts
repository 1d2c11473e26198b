/** Where a restore puts files until all of them are there: a folder for each user that they will belong to. */
import type { FileTree } from '../engine/ports.ts';
import type { BackupParts } from './parts.ts';
import type { Owner, Root } from './roots.ts';

/** Where every user of HDFS may write. */
const PLACE = '/tmp';
const NAME = 'sparkwright-restore-';

export interface Drafts {
  /** The tree of a root's user. */
  tree(root: Root): FileTree;
  /** What stands before the path of a file of a root. */
  before(root: Root): string;
  /** Makes them: what is made below takes their rights, and everybody may write to the folder that they lie in. */
  make(): Promise<void>;
  /** Removes them, and those of restores that were killed: nobody else restores while this one leads. */
  drop(): Promise<void>;
}

export function openDrafts({ tree, driversTree }: BackupParts, id: string): Drafts {
  const trees: Record<Owner, FileTree> = { own: tree, drivers: driversTree };
  const folder = (of: string) => `${PLACE}/${NAME}${of}-${id}`;
  return {
    tree: ({ of }) => trees[of],
    before: ({ of }) => folder(of),
    make: async () => {
      for (const [of, mine] of Object.entries(trees)) await mine.makeFolder(folder(of));
    },
    drop: async () => {
      for (const [of, mine] of Object.entries(trees))
        for (const { name } of (await mine.entries(PLACE)) ?? [])
          if (name.startsWith(`${NAME}${of}-`)) await mine.remove(`${PLACE}/${name}`);
    },
  };
}
