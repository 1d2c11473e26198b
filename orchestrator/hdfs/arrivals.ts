/** Files that others leave on HDFS, found by a pattern. */
import type { Arrivals } from '../engine/ports.ts';
import { FileNotFound } from './remote-exception.ts';
import type { Hdfs } from './webhdfs.ts';

interface Found {
  path: string;
  modified: Date;
}

export function openArrivals(hdfs: Hdfs): Arrivals {
  const listed = async (folder: string): Promise<Found[]> => {
    try {
      const files = await hdfs.list(folder);
      return files.map(({ pathSuffix, modificationTime }) => ({
        path: `${folder === '/' ? '' : folder}/${pathSuffix}`,
        modified: new Date(modificationTime),
      }));
    } catch (error) {
      if (error instanceof FileNotFound) return [];
      throw error;
    }
  };

  return {
    async matching(pattern) {
      let found: Found[] = [{ path: '/', modified: new Date(0) }];
      for (const name of pattern.split('/').filter((part) => part !== '')) {
        const matches = wildcard(name);
        const below = await Promise.all(found.map(({ path }) => listed(path)));
        found = below
          .flat()
          .filter(({ path }) => matches.test(path.slice(path.lastIndexOf('/') + 1)));
      }
      return found;
    },
  };
}

function wildcard(name: string): RegExp {
  const parts = name.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}
