/** Files that others leave on HDFS, found by a pattern. */
import type { Arrival, Arrivals } from '../engine/ports/files.ts';
import { FileNotFound } from './remote-exception.ts';
import type { Hdfs } from './webhdfs.ts';

export function openArrivals(hdfs: Hdfs): Arrivals {
  const listed = async (folder: string): Promise<Arrival[]> => {
    try {
      const files = await hdfs.list(folder);
      return files.map(({ pathSuffix, modificationTime, length }) => ({
        path: `${folder === '/' ? '' : folder}/${pathSuffix}`,
        modified: new Date(modificationTime),
        length,
      }));
    } catch (error) {
      if (error instanceof FileNotFound) return [];
      throw error;
    }
  };

  return {
    async matching(pattern) {
      let found: Arrival[] = [{ path: '/', modified: new Date(0), length: 0 }];
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

/** As Hadoop's own readers do, `*` leaves out hidden names, and those that writers give to unfinished files. */
function wildcard(name: string): RegExp {
  const parts = name.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (parts.length === 1) return new RegExp(`^${parts.join('')}$`);
  const visible = name.startsWith('*') ? '(?![._])' : '';
  const whole = /(\._COPYING_|\.tmp)$/.test(name) ? '' : '(?<!\\._COPYING_|\\.tmp)';
  return new RegExp(`^${visible}${parts.join('[^]*')}${whole}$`);
}
