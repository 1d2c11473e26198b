/** Files that other programs leave on HDFS, by a pattern. */
import pMap from 'p-map';
import type { FileStatus } from 'webhdfs';
import type { Arrivals } from '../ports/files.ts';
import type { FoundFile } from '../model/arrival.ts';
import { wildcardSource } from '../model/wildcard.ts';
import { unlessMissing } from './remote-exception.ts';
import type { Hdfs } from './webhdfs.ts';

/** Folders that are listed at the same time. */
const AT_ONCE = 8;

interface Entry extends FoundFile {
  folder: boolean;
}

const ROOT: Entry = { path: '', modified: new Date(0), length: 0, folder: true };

export function openArrivals(hdfs: Pick<Hdfs, 'listAll' | 'stat'>): Arrivals {
  const listed = async (folder: string): Promise<Entry[]> => {
    // Null: it was renamed or removed after its parent was listed.
    const files = (await unlessMissing(hdfs.listAll(folder === '' ? '/' : folder))) ?? [];
    // HDFS lists a file as itself, without a name.
    return files
      .filter(({ pathSuffix }) => pathSuffix !== '')
      .map((status) => seen(`${folder}/${status.pathSuffix}`, status));
  };

  /** The file of exactly this name, without listing its folder. */
  const named = async (path: string): Promise<Entry[]> => {
    const status = await unlessMissing(hdfs.stat(path));
    return status ? [seen(path, status)] : [];
  };

  return {
    async matching(pattern) {
      let entries: Entry[] = [ROOT];
      for (const name of pattern.split('/').filter((part) => part !== '')) {
        const matches = wildcard(name);
        const below = await pMap(
          entries.filter(({ folder }) => folder),
          ({ path }) => (name.includes('*') ? listed(path) : named(`${path}/${name}`)),
          { concurrency: AT_ONCE },
        );
        entries = below
          .flat()
          .filter(({ path }) => matches.test(path.slice(path.lastIndexOf('/') + 1)));
      }
      return entries.map(({ path, modified, length }) => ({ path, modified, length }));
    },
  };
}

function seen(path: string, { modificationTime, length, type }: FileStatus): Entry {
  return { path, modified: new Date(modificationTime), length, folder: type === 'DIRECTORY' };
}

/** Like Hadoop's own readers, `*` matches neither hidden names nor those of unfinished files. */
function wildcard(name: string): RegExp {
  const source = wildcardSource(name);
  if (!name.includes('*')) return new RegExp(`^${source}$`);
  const visible = name.startsWith('*') ? '(?![._])' : '';
  const whole = /(\._COPYING_|\.tmp)$/.test(name) ? '' : '(?<!\\._COPYING_|\\.tmp)';
  return new RegExp(`^${visible}${source}${whole}$`);
}
