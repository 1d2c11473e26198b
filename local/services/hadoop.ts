import { join } from 'node:path';
import type { ClusterConfig } from '../config.ts';
import { folders } from '../folders.ts';
import type { Tools } from '../setup/tools.ts';
import { javaLaunch } from './java.ts';
import type { Launch } from './service.ts';

/** The launch of an HDFS daemon or tool. */
export function hadoopLaunch(
  config: ClusterConfig,
  tools: Tools,
  main: string,
  args: string[] = [],
): Launch {
  const conf = join(folders(config).conf, 'hadoop');
  return javaLaunch(config, tools, {
    heapMiB: 192,
    classPath: [conf, join(tools.hadoopJars, '*')],
    options: [`-Dhadoop.log.dir=${folders(config).logs}`],
    main: `org.apache.hadoop.hdfs.server.${main}`,
    args,
  });
}
