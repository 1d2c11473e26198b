import type { LogFile, World } from '../engine/ports.ts';
import type { Attempt } from '../model/attempt.ts';

/** What an attempt's driver and executors printed: from the archive, or from the workers while it is not there yet. */
export async function logsOf(
  { cluster, attemptFiles }: Pick<World, 'cluster' | 'attemptFiles'>,
  { id, driver, application }: Attempt,
): Promise<LogFile[]> {
  const archived = await attemptFiles.readArchive(id);
  return archived.length > 0 ? archived : cluster.logs(driver, application);
}
