import { join } from 'node:path';
import type { ClusterConfig } from '../config.ts';
import { folders } from '../folders.ts';
import type { Tools } from '../setup/tools.ts';
import type { Launch } from './service.ts';

/** The start of a JVM of the cluster. */
interface Jvm {
  heapMiB: number;
  classPath: string[];
  options: string[];
  main: string;
  args: string[];
  env?: Record<string, string>;
}

/** Small daemons: one collector thread, one compiler, small stacks; none of them has much to do. */
const FRUGAL = [
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:MaxMetaspaceSize=192m',
  '-XX:ReservedCodeCacheSize=48m',
  '-Xss512k',
  '-Djava.net.preferIPv4Stack=true',
];

/** The launch of a daemon that runs in a JVM. */
export function javaLaunch(config: ClusterConfig, tools: Tools, jvm: Jvm): Launch {
  return {
    command: join(tools.javaHome, 'bin', 'java'),
    args: [
      `-Xmx${jvm.heapMiB}m`,
      ...FRUGAL,
      ...jvm.options,
      '-cp',
      jvm.classPath.join(':'),
      jvm.main,
      ...jvm.args,
    ],
    env: { JAVA_HOME: tools.javaHome, MALLOC_ARENA_MAX: '2', ...jvm.env },
    cwd: folders(config).data,
  };
}
