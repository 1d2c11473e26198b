import type { Suite, Suites } from '../ports/suites.ts';
import { unlessMissing } from './remote-exception.ts';
import type { Hdfs } from './webhdfs.ts';

/** jobs/sparkwright/suites.py writes suites here, by their paths within the jobs folder. */
const ROOT = '/data/expectations';

export function openSuites(hdfs: Hdfs): Suites {
  const below = async (path: string): Promise<Suite[]> => {
    const entries = (await unlessMissing(hdfs.list(`${ROOT}/${path}`))) ?? [];
    const suites = await Promise.all(
      entries.map(async ({ pathSuffix, type }) => {
        const inner = path === '' ? pathSuffix : `${path}/${pathSuffix}`;
        if (type === 'DIRECTORY') return below(inner);
        return [{ path: inner, text: await hdfs.read(`${ROOT}/${inner}`) }];
      }),
    );
    return suites.flat();
  };
  return { all: async () => (await below('')).filter(({ path }) => path.endsWith('.json')) };
}
