/** archive: the logs of ended drivers and executors are copied to HDFS, since workers delete them after a while. */
import type { World } from '../../ports/ports.ts';
import { forEachConcurrently } from '../for-each.ts';

const BATCH = 10;
/** Logs are held in memory while they are copied. */
const CONCURRENCY = 2;

export async function archive({ store, cluster, attemptFiles }: World): Promise<void> {
  const ended = await store.attempts.unarchived(BATCH);
  await forEachConcurrently(
    ended,
    async ({ id, driver, application }) => {
      const logs = await cluster.logs(driver, application);
      if (logs.length > 0) await attemptFiles.archive(id, logs);
      await store.attempts.archived(id);
    },
    CONCURRENCY,
  );
}
