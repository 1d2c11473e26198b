import type { LakeFiles } from '../engine/ports.ts';
import { FileNotFound } from './remote-exception.ts';
import type { Hdfs } from './webhdfs.ts';

/** Folders and files of the warehouse. */
export function lakeFiles(hdfs: Hdfs): LakeFiles {
  return {
    list: async (path) => {
      try {
        const found = await hdfs.list(path);
        return found.map(({ pathSuffix, type }) => ({
          name: pathSuffix,
          folder: type === 'DIRECTORY',
        }));
      } catch (error) {
        if (error instanceof FileNotFound) return null;
        throw error;
      }
    },
    bytes: (path) => hdfs.bytes(path),
  };
}
