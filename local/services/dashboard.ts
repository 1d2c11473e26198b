import { join } from 'node:path';
import { folders } from '../folders.ts';
import { ask, complaintOf } from './ask.ts';
import type { Service } from './service.ts';

/** The business page, over the gold data. */
export const dashboard: Service = {
  name: 'dashboard',
  ports: ['dashboard'],
  after: ['namenode'],
  grace: 3_000,
  stopSignal: 'SIGTERM',
  prepare: () => Promise.resolve(),
  launch(config) {
    const address = `127.0.0.1:${config.ports.dashboard}`;
    return Promise.resolve({
      command: process.execPath,
      args: ['--import', import.meta.resolve('tsx'), join(config.root, 'dashboard', 'main.ts')],
      env: {
        SPARKWRIGHT_HDFS_URLS: `http://127.0.0.1:${config.ports.namenodeHttp}`,
        SPARKWRIGHT_DASHBOARD_LISTEN: address,
      },
      cwd: folders(config).data,
    });
  },
  complaint(config) {
    return complaintOf(async () => {
      const page = await ask(`http://127.0.0.1:${config.ports.dashboard}/healthz`);
      return page.ok ? undefined : `its page answers ${page.status}`;
    });
  },
  furnish: () => Promise.resolve(),
  address: (config) => `http://127.0.0.1:${config.ports.dashboard}`,
};
