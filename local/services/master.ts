import { join } from 'node:path';
import { z } from 'zod';
import type { ClusterConfig } from '../config.ts';
import { folders } from '../folders.ts';
import { ask, complaintOf } from './ask.ts';
import type { Service } from './service.ts';
import { sparkFolder, sparkLaunch } from './spark.ts';

const MasterState = z.object({
  status: z.string(),
  workers: z.array(z.object({ webuiaddress: z.string(), state: z.string() })),
});

/** The Spark master with its REST server, which the JWS filter protects. */
export const master: Service = {
  name: 'master',
  ports: ['master', 'masterUi', 'rest'],
  after: [],
  grace: 10_000,
  stopSignal: 'SIGTERM',
  prepare(config) {
    sparkFolder(config, 'recovery');
    return Promise.resolve();
  },
  launch(config, tools) {
    return Promise.resolve(
      sparkLaunch(config, tools, {
        heapMiB: 256,
        main: 'org.apache.spark.deploy.master.Master',
        args: [
          '--host',
          '127.0.0.1',
          '--port',
          String(config.ports.master),
          '--webui-port',
          String(config.ports.masterUi),
          '--properties-file',
          join(folders(config).conf, 'spark', 'master.conf'),
        ],
      }),
    );
  },
  complaint(config) {
    return complaintOf(async () => {
      const { status } = await masterState(config);
      if (status !== 'ALIVE') return `the master is ${status}`;
      const rest = await ask(
        `http://127.0.0.1:${config.ports.rest}/v1/submissions/status/driver-none`,
      );
      return rest.status === 403 || rest.status === 401
        ? undefined
        : `REST without a token answers ${rest.status}, not 403`;
    });
  },
  furnish: () => Promise.resolve(),
  address: (config) =>
    `http://127.0.0.1:${config.ports.masterUi} spark://127.0.0.1:${config.ports.master}`,
};

/** The state of the master and its workers, from its `/json/`. */
export async function masterState(config: ClusterConfig): Promise<z.infer<typeof MasterState>> {
  const response = await ask(`http://127.0.0.1:${config.ports.masterUi}/json/`);
  return MasterState.parse(await response.json());
}
