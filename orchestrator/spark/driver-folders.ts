/** Folders of drivers on this machine's workers. A worker removes folders of applications, never those of drivers. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DriverFolders, Leftover } from '../ports/ports.ts';
import { RetryableError } from '../model/errors.ts';

/** @param workDirs - `spark.worker.dir` of each worker of this machine; a missing folder counts as empty */
export function openDriverFolders(workDirs: readonly string[]): DriverFolders {
  return {
    list: async () => (await Promise.all(workDirs.map(driversIn))).flat(),
    remove: (path) => rm(path, { recursive: true, force: true }),
  };
}

async function driversIn(folder: string): Promise<Leftover[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    if ((cause as { code?: string }).code === 'ENOENT') return [];
    throw new RetryableError(`can't read the worker's folder ${folder}`, {
      cause,
      hint: 'Run as a user that may read it, or remove the folder from worker_dirs.',
    });
  });
  const drivers = entries.filter(
    (entry) => entry.isDirectory() && entry.name.startsWith('driver-'),
  );
  return Promise.all(
    drivers.map(async ({ name }) => {
      const path = join(folder, name);
      return { name, path, modified: await lastWritten(path) };
    }),
  );
}

/** The newest time of the folder and its files: a folder's own time stays when a log in it grows. */
async function lastWritten(folder: string): Promise<Date> {
  const names = await readdir(folder).catch(() => []);
  const times = await Promise.all(
    [folder, ...names.map((name) => join(folder, name))].map((path) =>
      stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return new Date(Math.max(...times));
}
