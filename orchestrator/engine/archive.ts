/** archive: what drivers and executors printed is kept on HDFS, since workers clean up after a while. */
import { each } from './each.ts';
import type { World } from './ports.ts';

const AT_A_TIME = 10;

export async function archive({ store, cluster, attemptFiles }: World): Promise<void> {
  const ended = await store.attempts.unarchived(AT_A_TIME);
  await each(
    ended,
    async ({ id, driver, application }) => {
      const logs = await cluster.logs(driver, application);
      if (logs.length > 0) await attemptFiles.archive(id, logs);
      await store.attempts.archived(id);
    },
    2,
  );
}
