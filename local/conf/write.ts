import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterConfig } from '../config.ts';
import { hdfsAddress } from '../environment.ts';
import { writeWhole } from '../files.ts';
import { folders } from '../folders.ts';
import { secret } from '../setup/secrets.ts';
import { archives, type Tools } from '../setup/tools.ts';
import { render } from './render.ts';

/** A template in the repository, and the mode of the written file. */
const TEMPLATES: [path: string, mode: number][] = [
  ['hadoop/core-site.xml', 0o644],
  ['hadoop/hdfs-site.xml', 0o644],
  ['hadoop/log4j.properties', 0o644],
  ['spark/spark-defaults.conf', 0o644],
  ['spark/short.conf', 0o644],
  ['spark/log4j2.properties', 0o644],
  // These two contain keys, because every user can read a command line.
  ['spark/master.conf', 0o600],
  ['spark/worker.conf', 0o600],
  ['spark/history.conf', 0o644],
];

/** Writes the cluster's configuration files to `<home>/data/conf`, from the templates in the repository. */
export function writeConfiguration(config: ClusterConfig, tools: Tools): void {
  for (const [path, mode] of TEMPLATES)
    writeWhole(join(folders(config).conf, path), filled(path, config, tools), mode);
}

/** A template of the repository, filled for this cluster. */
export function filled(path: string, config: ClusterConfig, tools: Tools): string {
  const template = readFileSync(join(config.root, path), 'utf8');
  return render(template, path, placeholders(config, tools));
}

function placeholders(config: ClusterConfig, tools: Tools): Record<string, string> {
  const { ports } = config;
  const at = folders(config);
  return {
    BIND_HOST: '127.0.0.1',
    NAMENODE_HOST: '127.0.0.1',
    DATANODE_HOST: '127.0.0.1',
    DRIVER_HOST: '127.0.0.1',
    REPLICATION: '1',
    // A process that reaches loopback can either read the secrets too, or runs as another user: docs/security.md.
    AUTHENTICATE: 'false',
    REVERSE_PROXY: 'false',
    AUTH_SECRET: secret(config, 'spark-auth.key'),
    HDFS_FS: hdfsAddress(config),
    NAMENODE_PORT: String(ports.namenode),
    NAMENODE_HTTP_PORT: String(ports.namenodeHttp),
    DATANODE_PORT: String(ports.datanode),
    DATANODE_IPC_PORT: String(ports.datanodeIpc),
    DATANODE_HTTP_PORT: String(ports.datanodeHttp),
    NAMENODE_DIR: join(at.hdfs, 'namenode'),
    DATANODE_DIR: join(at.hdfs, 'datanode'),
    HADOOP_TMP_DIR: join(at.hdfs, 'tmp'),
    MASTER_URL: `spark://127.0.0.1:${ports.master}`,
    REST_PORT: String(ports.rest),
    REST_KEY: secret(config, 'spark-rest.key'),
    MASTER_RECOVERY_DIR: join(at.spark, 'recovery'),
    HISTORY_PORT: String(ports.history),
    SPARK_CONF_DIR: join(at.conf, 'spark'),
    DRIVER_ARCHIVE: archives(tools).driver,
    EXECUTOR_ARCHIVE: archives(tools).executor,
  };
}
