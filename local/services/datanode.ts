import { mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { folders } from '../folders.ts';
import { furnishHdfs } from '../furnish/hdfs.ts';
import { secret } from '../setup/secrets.ts';
import { ask, complaintOf } from './ask.ts';
import { hadoopLaunch } from './hadoop.ts';
import { beans } from './namenode-beans.ts';
import type { Service } from './service.ts';

const INFO = 'Hadoop:service=DataNode,name=DataNodeInfo';

/** The DataNode: the blocks of files. Once it is well, HDFS can be written. */
export const datanode: Service = {
  name: 'datanode',
  ports: ['datanode', 'datanodeIpc', 'datanodeHttp'],
  after: ['namenode'],
  grace: 10_000,
  stopSignal: 'SIGTERM',
  prepare(config) {
    // HDFS requires a folder that is closed to others.
    mkdirSync(join(folders(config).hdfs, 'datanode'), { recursive: true, mode: 0o700 });
    return Promise.resolve();
  },
  launch: (config, tools) => Promise.resolve(hadoopLaunch(config, tools, 'datanode.DataNode')),
  complaint(config) {
    return complaintOf(async () => {
      const page = await ask(`http://127.0.0.1:${config.ports.datanodeHttp}/jmx?qry=${INFO}`);
      if (!(await page.text()).includes('RUNNING')) return 'it has not registered yet';
      const [state] = await beans(config, 'Hadoop:service=NameNode,name=FSNamesystemState');
      if (state?.NumLiveDataNodes !== 1) return 'the NameNode has no live DataNode';
      return state.FSState === 'Operational' ? undefined : 'the NameNode is in safe mode';
    });
  },
  furnish: (config) =>
    furnishHdfs({
      nameNode: `http://127.0.0.1:${config.ports.namenodeHttp}`,
      superuser: userInfo().username,
      secrets: { retail_reader: secret(config, 'retail-reader.password') },
    }),
  address: (config) => `http://127.0.0.1:${config.ports.datanodeHttp}`,
};
