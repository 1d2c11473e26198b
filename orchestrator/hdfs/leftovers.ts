/** Files that runs leave behind on HDFS; docs/typescript-and-python.md describes the folders. */
import type { Leftover, Leftovers } from '../ports/ports.ts';
import { unlessMissing } from './remote-exception.ts';
import type { Hdfs } from './webhdfs.ts';

const ATTEMPTS = '/sparkwright/attempts';
const SESSIONS = '/sparkwright/sessions';
const EVENTS = '/spark-logs';
const RELEASES = '/jobs';
const ARCHIVE = '/sparkwright/archive';

export function openLeftovers(hdfs: Hdfs): Leftovers {
  const listed = async (folder: string): Promise<Leftover[]> => {
    const files = (await unlessMissing(hdfs.list(folder))) ?? [];
    return files.map(({ pathSuffix, modificationTime }) => ({
      name: pathSuffix,
      path: `${folder}/${pathSuffix}`,
      modified: new Date(modificationTime),
    }));
  };

  return {
    attempts: () => listed(ATTEMPTS),
    sessions: () => listed(SESSIONS),
    events: () => listed(EVENTS),
    releases: async () =>
      (await listed(RELEASES)).filter(({ name }) =>
        /^(\.[0-9a-f]{64}\..+|[0-9a-f]{64})$/.test(name),
      ),
    currentRelease: async () => {
      const text = await unlessMissing(hdfs.read(`${RELEASES}/current`));
      return text === null ? null : text.trim();
    },
    attemptPath: (attempt) => {
      const files = `${ATTEMPTS}/${attempt}`;
      return { files, logs: `${files}/logs` };
    },
    remove: (path) => hdfs.remove(path),
    archive: async (name, text) => {
      const path = `${ARCHIVE}/${name}`;
      await hdfs.replace(path, text);
      return path;
    },
  };
}
