import type { LakeFiles } from '../ports/lake.ts';
import { unlessMissing } from './remote-exception.ts';
import type { Hdfs } from './webhdfs.ts';

/** Folders and files of the warehouse. */
export function lakeFiles(hdfs: Hdfs): LakeFiles {
  return {
    list: async (path) => {
      const files = await unlessMissing(hdfs.list(path));
      return (
        files?.map(({ pathSuffix, type }) => ({
          name: pathSuffix,
          folder: type === 'DIRECTORY',
        })) ?? null
      );
    },
    bytes: (path) => hdfs.bytes(path),
  };
}
