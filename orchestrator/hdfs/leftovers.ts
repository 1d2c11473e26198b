/** What runs leave behind on HDFS; see docs/contracts.md for what each folder holds. */
import type { Leftover, Leftovers } from '../engine/ports.ts';
import { FileNotFound } from './remote-exception.ts';
import type { Hdfs } from './webhdfs.ts';

const ATTEMPTS = '/sparkwright/attempts';
const EVENTS = '/spark-logs';
const RELEASES = '/jobs';
const ARCHIVE = '/sparkwright/archive';

export function openLeftovers(hdfs: Hdfs): Leftovers {
  const listed = async (folder: string): Promise<Leftover[]> => {
    const found = await hdfs.list(folder).catch(none<Awaited<ReturnType<Hdfs['list']>>>([]));
    return found.map(({ pathSuffix, modificationTime }) => ({
      name: pathSuffix,
      path: `${folder}/${pathSuffix}`,
      modified: new Date(modificationTime),
    }));
  };

  return {
    attempts: () => listed(ATTEMPTS),
    events: () => listed(EVENTS),
    releases: async () =>
      (await listed(RELEASES)).filter(({ name }) =>
        /^(\.[0-9a-f]{64}\..+|[0-9a-f]{64})$/.test(name),
      ),
    currentRelease: async () => {
      const text = await hdfs.read(`${RELEASES}/current`).catch(none(null));
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

function none<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof FileNotFound) return value;
    throw error;
  };
}
