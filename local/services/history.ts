import { join } from 'node:path';
import { folders } from '../folders.ts';
import { ask, complaintOf } from './ask.ts';
import type { Service } from './service.ts';
import { sparkLaunch } from './spark.ts';

/** Spark's history server; it reads the event logs on HDFS. */
export const history: Service = {
  name: 'history',
  ports: ['history'],
  after: ['datanode'],
  grace: 5_000,
  stopSignal: 'SIGTERM',
  prepare: () => Promise.resolve(),
  launch(config, tools) {
    return Promise.resolve(
      sparkLaunch(config, tools, {
        heapMiB: 256,
        main: 'org.apache.spark.deploy.history.HistoryServer',
        args: ['--properties-file', join(folders(config).conf, 'spark', 'history.conf')],
      }),
    );
  },
  complaint(config) {
    return complaintOf(async () => {
      const page = await ask(
        `http://127.0.0.1:${config.ports.history}/api/v1/applications?limit=1`,
      );
      return page.ok ? undefined : `its page answers ${page.status}`;
    });
  },
  furnish: () => Promise.resolve(),
  address: (config) => `http://127.0.0.1:${config.ports.history}`,
};
