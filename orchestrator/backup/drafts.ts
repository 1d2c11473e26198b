/** The folders that a restore uploads to until all files are there: one for each HDFS user that will own files. */
import type { FileTree } from '../ports/backup.ts';
import type { BackupParts } from './parts.ts';
import type { Owner, Root } from './roots.ts';

/** Every user of HDFS may write here. */
const PARENT = '/tmp';
const NAME = 'sparkwright-restore-';

export interface Drafts {
  /** The file tree, as the user that owns this root. */
  tree(root: Root): FileTree;
  /** The folder that stands for `/` while files of this root are uploaded. */
  folder(root: Root): string;
  /** Creates the folders. Files inherit their rights; the parent folder is open to every user. */
  make(): Promise<void>;
  /** Removes the folders, and those of killed restores: a restore holds the lead, so no other one is running. */
  drop(): Promise<void>;
}

export function openDrafts({ tree, driversTree }: BackupParts, id: string): Drafts {
  const trees: Record<Owner, FileTree> = { own: tree, drivers: driversTree };
  const folder = (owner: string) => `${PARENT}/${NAME}${owner}-${id}`;
  return {
    tree: ({ owner }) => trees[owner],
    folder: ({ owner }) => folder(owner),
    make: async () => {
      for (const [owner, ownTree] of Object.entries(trees)) await ownTree.makeFolder(folder(owner));
    },
    drop: async () => {
      for (const [owner, ownTree] of Object.entries(trees))
        for (const { name } of (await ownTree.entries(PARENT)) ?? [])
          if (name.startsWith(`${NAME}${owner}-`)) await ownTree.remove(`${PARENT}/${name}`);
    },
  };
}
