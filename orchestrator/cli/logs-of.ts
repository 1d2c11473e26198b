import type { LogFile } from '../ports/ports.ts';
import type { Attempt } from '../model/attempt.ts';
import type { Services } from '../services.ts';

/** Reads an attempt's logs from the archive, or from the workers until they are archived. */
export async function logsOf(
  { archivedLogs, world }: Pick<Services, 'archivedLogs' | 'world'>,
  { id, driver, application }: Attempt,
): Promise<LogFile[]> {
  const archived = await archivedLogs.of(id);
  return archived.length > 0 ? archived : world.cluster.logs(driver, application);
}
