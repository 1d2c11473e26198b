import type { Suite, Suites } from '../engine/ports.ts';
import { FileNotFound } from './remote-exception.ts';
import type { Hdfs } from './webhdfs.ts';

/** Where jobs/sparkwright/suites.py leaves them, by their paths within the jobs folder. */
const ROOT = '/data/expectations';

export function openSuites(hdfs: Hdfs): Suites {
  const below = async (path: string): Promise<Suite[]> => {
    const entries = await hdfs.list(`${ROOT}/${path}`).catch((error: unknown) => {
      if (error instanceof FileNotFound) return [];
      throw error;
    });
    const found = await Promise.all(
      entries.map(async ({ pathSuffix, type }) => {
        const inner = path === '' ? pathSuffix : `${path}/${pathSuffix}`;
        if (type === 'DIRECTORY') return below(inner);
        return [{ path: inner, text: await hdfs.read(`${ROOT}/${inner}`) }];
      }),
    );
    return found.flat();
  };
  return {
    all: async () => (await below('')).filter(({ path }) => path.endsWith('.json')),
  };
}
