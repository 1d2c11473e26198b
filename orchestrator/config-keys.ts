/**
 * Every setting: its key in sparkwright.yaml, its schema and its default. Its environment variable follows from the key;
 * the check of the file, `sparkwright config` and the list in docs/configuration.md follow from this table.
 */
import { z } from 'zod';
import * as as from './config-values.ts';

interface Key {
  /** Parses the value in the file, or the text of a variable. */
  schema: z.ZodType;
  /** As a user would write it; `<home>` is the folder of secrets, data and logs. */
  default: unknown;
  is: string;
  /** A relative path in the file is relative to the file. */
  path?: true;
}

export const KEYS = {
  'spark.master_url': {
    schema: as.sparkMaster,
    default: 'spark://127.0.0.1:7077',
    is: "the address at which drivers' applications register",
  },
  'spark.rest_urls': {
    schema: as.addresses,
    default: ['http://127.0.0.1:6066'],
    is: "masters' REST submission servers",
  },
  'spark.ui_urls': {
    schema: as.addresses,
    default: ['http://127.0.0.1:8080'],
    is: "masters' pages",
  },
  'spark.rest_secret_file': {
    schema: as.text,
    default: '<home>/secrets/spark-rest.key',
    is: 'file with the base64url key of the REST filter',
    path: true,
  },
  'spark.profiles_dir': {
    schema: as.text,
    default: '<home>/data/conf/spark',
    is: 'folder with `spark-defaults.conf` and a `<profile>.conf` for each profile',
    path: true,
  },
  'hdfs.fs': {
    schema: as.hdfsRoot,
    default: 'hdfs://127.0.0.1:8020',
    is: 'the file system as drivers name it',
  },
  'hdfs.urls': {
    schema: as.addresses,
    default: ['http://127.0.0.1:9870'],
    is: "NameNodes' HTTP addresses",
  },
  'hdfs.driver_urls': {
    schema: as.addressesOrNone,
    default: [],
    is: "NameNodes' HTTP addresses for drivers; if empty, `hdfs.urls`",
  },
  'hdfs.user': { schema: as.word, default: 'orchestrator', is: 'HDFS user of Sparkwright itself' },
  'hdfs.driver_user': { schema: as.word, default: 'spark', is: 'HDFS user of drivers' },
  'store.url': {
    schema: as.postgres,
    default: 'postgres://sparkwright@127.0.0.1:5433/sparkwright',
    is: 'the run store, without password',
  },
  'store.password_file': {
    schema: as.text,
    default: '<home>/secrets/store.password',
    is: "file with the store's password",
    path: true,
  },
  hosts: {
    schema: as.hosts,
    default: {},
    is: 'the cluster-internal names of hosts (DataNodes, workers, databases) -> their names from here',
  },
  worker_dirs: {
    schema: as.folders,
    default: '<home>/data/spark/worker-1,<home>/data/spark/worker-2',
    is: "Spark workers' folders on this machine, from which retention removes old drivers' folders; if empty, none",
  },
  pipelines_dir: { schema: as.word, default: 'pipelines', is: 'folder of pipelines', path: true },
  jobs_dir: { schema: as.word, default: 'jobs', is: 'folder of jobs', path: true },
  sources: {
    schema: as.sources,
    default: {
      retail: {
        url: 'jdbc:postgresql://127.0.0.1:5433/retail',
        user: 'retail_reader',
        secret: 'retail_reader',
      },
    },
    is: "databases that stages load from: name -> `url`, `user`, `secret` (name of the password's file on HDFS), and `ca_file` to check its certificate with one of this machine",
  },
  pools: {
    schema: as.pools,
    default: { lake: 4 },
    is: 'pools that stages share: name -> places; `lake` always exists, by default with 4',
  },
  starvation: {
    schema: as.seconds,
    default: '60s',
    is: 'how long an application may wait for executors, or a driver for a worker, before it counts as starved',
  },
  kill_patience: {
    schema: as.seconds,
    default: '30s',
    is: 'how long a kill may have no effect before it is escalated',
  },
  'sessions.max': {
    schema: as.count,
    default: 4,
    is: 'the most sessions at once; stages beyond it get applications of their own',
  },
  'sessions.idle': {
    schema: as.seconds,
    default: '5m',
    is: 'how long a session may be without an attempt before it is closed',
  },
  'sessions.runs': { schema: as.count, default: 200, is: 'the most attempts of one session' },
  'sessions.age': {
    schema: as.seconds,
    default: '4h',
    is: 'how long a session takes new attempts',
  },
  hold_warning: {
    schema: as.seconds,
    default: '5m',
    is: 'how long a write transaction may hold back the loads of a source before a warning',
  },
  listen: {
    schema: as.hostAndPort,
    default: '127.0.0.1:8000',
    is: 'host and port that Sparkwright listens on',
  },
  callback_url: {
    schema: as.addressOrNothing,
    default: 'http://127.0.0.1:8000',
    is: 'address at which drivers report their end; if empty, they do not',
  },
  log_level: {
    schema: z.enum(['error', 'warn', 'info', 'debug']),
    default: 'info',
    is: '`error`, `warn`, `info` or `debug`',
  },
  'retention.runs': { schema: as.seconds, default: '90d', is: 'how long ended runs are kept' },
  'retention.attempts': {
    schema: as.seconds,
    default: '30d',
    is: "how long attempts' files on HDFS are kept",
  },
  'retention.logs': { schema: as.seconds, default: '14d', is: 'how long archived logs are kept' },
  'retention.events': {
    schema: as.seconds,
    default: '14d',
    is: "how long Spark's event logs are kept",
  },
  'retention.drivers': {
    schema: as.seconds,
    default: '7d',
    is: "how long drivers' folders on the workers are kept",
  },
  'retention.releases': {
    schema: as.count,
    default: 10,
    is: 'how many releases of the jobs are kept on HDFS',
  },
} as const satisfies Record<string, Key>;

export type KeyName = keyof typeof KEYS;

/** The value of every setting, by key. */
export type Config = { [Name in KeyName]: z.output<(typeof KEYS)[Name]['schema']> };

export const KEY_NAMES = Object.keys(KEYS) as KeyName[];

/** `spark.rest_urls` -> `SPARKWRIGHT_SPARK_REST_URLS`. */
export function variableOf(key: KeyName): string {
  return `SPARKWRIGHT_${key.replaceAll('.', '_').toUpperCase()}`;
}

export function keyOf(name: KeyName): Key {
  return KEYS[name];
}
