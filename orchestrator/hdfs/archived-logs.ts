import type { ArchivedLogs } from '../ports/archived-logs.ts';
import { logsFolder } from './attempt-files.ts';
import { unlessMissing } from './remote-exception.ts';
import type { Hdfs } from './webhdfs.ts';

export function openArchivedLogs(hdfs: Hdfs): ArchivedLogs {
  return {
    async of(attempt) {
      const folder = logsFolder(attempt);
      const files = (await unlessMissing(hdfs.list(folder))) ?? [];
      const names = files
        .map(({ pathSuffix }) => pathSuffix)
        .filter((name) => !name.endsWith('.tmp'));
      return Promise.all(
        names.map(async (name) => ({ name, text: await hdfs.read(`${folder}/${name}`) })),
      );
    },
  };
}
