import { join } from 'node:path';
import { folders } from '../folders.ts';
import { complaintOf } from './ask.ts';
import { masterState } from './master.ts';
import type { Service } from './service.ts';
import { sparkFolder, sparkLaunch } from './spark.ts';

const CORES = 3;
const MEMORY = '3g';

/** One of the two Spark workers; drivers and executors are its children. */
export function worker(number: 1 | 2): Service {
  const name = `worker-${number}` as const;
  const uiPort = `worker${number}Ui` as const;
  return {
    name,
    ports: [uiPort],
    after: ['master'],
    grace: 10_000,
    stopSignal: 'SIGTERM',
    prepare(config) {
      sparkFolder(config, name);
      sparkFolder(config, `${name}-local`);
      return Promise.resolve();
    },
    launch(config, tools) {
      return Promise.resolve(
        sparkLaunch(config, tools, {
          heapMiB: 192,
          main: 'org.apache.spark.deploy.worker.Worker',
          args: [
            '--host',
            '127.0.0.1',
            '--webui-port',
            String(config.ports[uiPort]),
            '--cores',
            String(CORES),
            '--memory',
            MEMORY,
            '--work-dir',
            sparkFolder(config, name),
            '--properties-file',
            join(folders(config).conf, 'spark', 'worker.conf'),
            `spark://127.0.0.1:${config.ports.master}`,
          ],
          env: {
            PYSPARK_PYTHON: tools.python,
            PYSPARK_DRIVER_PYTHON: tools.python,
            SPARKWRIGHT_QUALITY_PACKAGES: tools.quality,
            SPARK_LOCAL_DIRS: sparkFolder(config, `${name}-local`),
          },
        }),
      );
    },
    complaint(config) {
      return complaintOf(async () => {
        const page = `http://127.0.0.1:${config.ports[uiPort]}`;
        const { workers } = await masterState(config);
        const mine = workers.filter((other) => other.webuiaddress === page);
        return mine.some(({ state }) => state === 'ALIVE')
          ? undefined
          : `the master knows it as ${mine.at(-1)?.state ?? 'unknown'}`;
      });
    },
    furnish: () => Promise.resolve(),
    address: (config) => `http://127.0.0.1:${config.ports[uiPort]}`,
  };
}
