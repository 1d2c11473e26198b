import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { ClusterConfig } from '../config.ts';
import { writeWhole } from '../files.ts';
import { folders } from '../folders.ts';
import type { Tools } from '../setup/tools.ts';
import { complaintOf } from './ask.ts';
import { hadoopLaunch } from './hadoop.ts';
import type { Service } from './service.ts';
import { beans } from './namenode-beans.ts';

/** The NameNode: names of files, WebHDFS, and the page of HDFS. */
export const namenode: Service = {
  name: 'namenode',
  ports: ['namenode', 'namenodeHttp'],
  after: [],
  grace: 10_000,
  stopSignal: 'SIGTERM',
  prepare: format,
  launch: (config, tools) => Promise.resolve(hadoopLaunch(config, tools, 'namenode.NameNode')),
  complaint(config) {
    return complaintOf(async () => {
      const [state] = await beans(config, 'Hadoop:service=NameNode,name=NameNodeStatus');
      return state?.State === 'active' ? undefined : 'the NameNode is not active yet';
    });
  },
  furnish: () => Promise.resolve(),
  address: (config) =>
    `http://127.0.0.1:${config.ports.namenodeHttp} hdfs://127.0.0.1:${config.ports.namenode}`,
};

/** Formats the NameNode, only if this HDFS has never held a file. */
async function format(config: ClusterConfig, tools: Tools): Promise<void> {
  const at = folders(config).hdfs;
  const stamp = join(at, 'formatted');
  if (existsSync(stamp)) return;
  if (existsSync(join(at, 'datanode', 'current'))) {
    throw new Error(
      `${at} has blocks of an HDFS whose names are missing: bring back ${join(at, 'namenode')}, or give it all up with "npm run reset"`,
    );
  }
  rmSync(join(at, 'namenode'), { recursive: true, force: true });
  mkdirSync(at, { recursive: true });
  const { command, args, env, cwd } = hadoopLaunch(config, tools, 'namenode.NameNode', [
    '-format',
    '-nonInteractive',
  ]);
  await execa(command, args, { env, cwd, all: true, timeout: 60_000 });
  writeWhole(stamp, '');
}
