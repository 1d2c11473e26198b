import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterConfig } from '../config.ts';
import { folders } from '../folders.ts';
import { noConfDir, type Tools } from '../setup/tools.ts';
import { javaLaunch } from './java.ts';
import type { Launch } from './service.ts';

/** JVM options that Spark's own launcher sets on Java 17. */
const MODULE_OPTIONS = [
  '-XX:+IgnoreUnrecognizedVMOptions',
  '--add-modules=jdk.incubator.vector',
  ...[
    'java.lang',
    'java.lang.invoke',
    'java.lang.reflect',
    'java.io',
    'java.net',
    'java.nio',
    'java.util',
    'java.util.concurrent',
    'java.util.concurrent.atomic',
    'jdk.internal.ref',
    'sun.nio.ch',
    'sun.nio.cs',
    'sun.security.action',
    'sun.util.calendar',
  ].map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
  '--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED',
  '-Djdk.reflect.useDirectMethodHandle=false',
  '-Dio.netty.tryReflectionSetAccessible=true',
];

interface SparkDaemon {
  heapMiB: number;
  main: string;
  args: string[];
  options?: string[];
  env?: Record<string, string>;
}

/** The launch of a Spark daemon from the jars of the pyspark package. */
export function sparkLaunch(config: ClusterConfig, tools: Tools, daemon: SparkDaemon): Launch {
  const conf = join(folders(config).conf, 'spark');
  return javaLaunch(config, tools, {
    heapMiB: daemon.heapMiB,
    classPath: [join(tools.sparkHome, 'jars', '*')],
    options: [
      ...MODULE_OPTIONS,
      `-Dlog4j2.configurationFile=file:${join(conf, 'log4j2.properties')}`,
      ...(daemon.options ?? []),
    ],
    main: daemon.main,
    args: daemon.args,
    env: {
      SPARK_HOME: tools.sparkHome,
      // This folder comes first on the class path of drivers and executors, and a class archive allows
      // only empty folders there. Their settings come with the submission instead.
      SPARK_CONF_DIR: noConfDir(config),
      // Without it the pages bind every interface, even with --host.
      SPARK_LOCAL_IP: '127.0.0.1',
      SPARK_PUBLIC_DNS: '127.0.0.1',
      // Workers find the jars for their children with it. Spark's own scripts would guess it.
      SPARK_SCALA_VERSION: '2.13',
      HADOOP_USER_NAME: 'spark',
      ...daemon.env,
    },
  });
}

/** Makes a private folder below `<home>/data/spark`. */
export function sparkFolder(config: ClusterConfig, name: string): string {
  const folder = join(folders(config).spark, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
