/**
 * Contents of /etc/sparkwright in the services of docker-compose.yml: a folder for each service, readable by its user
 * only, with exactly the configuration and secrets that it needs.
 */
import { PORTS } from '../config.ts';
import type { SecretName } from '../setup/secrets.ts';
import type { CERTIFICATES } from './certificate.ts';

/** Users in the images; see the Dockerfiles. */
const SPARK = 10001;
export const HADOOP_USER = 10002;
const POSTGRES = 10003;
const NODE = 10004;
const PROXY = 10005;

type Certificate = (typeof CERTIFICATES)[number];

export interface ComposeService {
  uid: number;
  /** Templates of the repository. The templates of a list go into one file, each over the one before. */
  templates: (string | string[])[];
  secrets: (SecretName | Certificate)[];
  values?: Record<string, string>;
}

const hadoop = (values: Record<string, string> = {}): ComposeService => ({
  uid: HADOOP_USER,
  templates: ['hadoop/core-site.xml', 'hadoop/hdfs-site.xml', 'hadoop/log4j.properties'],
  secrets: [],
  values,
});

const spark = (conf: string): ComposeService => ({
  uid: SPARK,
  templates: [conf, 'spark/log4j2.properties'],
  secrets: [],
});

const worker: ComposeService = { ...spark('spark/worker.conf'), secrets: ['postgres.crt'] };

const PROFILES = ['spark/spark-defaults.conf', 'spark/short.conf'];

/** For commands of the host's own user. */
export const hostFolder = (uid: number): ComposeService => ({
  uid,
  templates: PROFILES,
  secrets: [],
});

export const COMPOSE_SERVICES: Record<string, ComposeService> = {
  postgres: {
    uid: POSTGRES,
    templates: ['postgresql/postgresql.conf', 'postgresql/pg_hba.conf'],
    secrets: ['postgres.password', 'postgres.crt', 'postgres.key'],
  },
  'hadoop-namenode': hadoop(),
  'hadoop-datanode-1': hadoop(),
  // Inside, the same port as on the host, because redirects contain it.
  'hadoop-datanode-2': hadoop({
    DATANODE_HOST: 'hadoop-datanode-2',
    DATANODE_HTTP_PORT: String(PORTS.datanodeHttp.preset + 1),
  }),
  'spark-master': spark('spark/master.conf'),
  'spark-worker-1': worker,
  'spark-worker-2': worker,
  'spark-history': spark('spark/history.conf'),
  jupyter: {
    uid: SPARK,
    templates: [['spark/spark-defaults.conf', 'spark/notebook.conf'], 'spark/log4j2.properties'],
    secrets: ['notebook.password'],
  },
  furnish: {
    uid: NODE,
    templates: [],
    secrets: [
      ...(['postgres.password', 'store.password', 'retail-app.password'] as const),
      ...(['retail-reader.password', 'postgres.crt'] as const),
    ],
  },
  retailapp: { uid: NODE, templates: [], secrets: ['retail-app.password', 'postgres.crt'] },
  // The login's password is there as a hash only.
  proxy: { uid: PROXY, templates: ['proxy/nginx.conf'], secrets: ['proxy.key', 'proxy.crt'] },
  orchestrator: {
    uid: NODE,
    templates: PROFILES,
    secrets: ['store.password', 'spark-rest.key', 'postgres.crt'],
  },
};

/** Values of placeholders in Compose, unless a service overrides them. */
export function placeholders(secret: (name: SecretName) => string): Record<string, string> {
  const port = (name: keyof typeof PORTS) => String(PORTS[name].preset);
  return {
    BIND_HOST: '0.0.0.0',
    NAMENODE_HOST: 'hadoop-namenode',
    DATANODE_HOST: 'hadoop-datanode-1',
    // A driver runs on one of the workers; Spark replaces this when it reads it.
    DRIVER_HOST: '${env:SPARK_LOCAL_HOSTNAME}',
    REPLICATION: '2',
    NAMENODE_PORT: port('namenode'),
    NAMENODE_HTTP_PORT: port('namenodeHttp'),
    DATANODE_PORT: port('datanode'),
    DATANODE_IPC_PORT: port('datanodeIpc'),
    DATANODE_HTTP_PORT: port('datanodeHttp'),
    NAMENODE_DIR: '/var/lib/hdfs/namenode',
    DATANODE_DIR: '/var/lib/hdfs/datanode',
    HADOOP_TMP_DIR: '/tmp/hadoop',
    REST_PORT: port('rest'),
    REST_KEY: secret('spark-rest.key'),
    AUTHENTICATE: 'true',
    AUTH_SECRET: secret('spark-auth.key'),
    REVERSE_PROXY: 'true',
    MASTER_RECOVERY_DIR: '/var/lib/spark/recovery',
    HISTORY_PORT: port('history'),
    SPARK_CONF_DIR: '/etc/sparkwright',
    DRIVER_ARCHIVE: '/opt/archives/driver.jsa',
    EXECUTOR_ARCHIVE: '/opt/archives/executor.jsa',
    CONNECTION: 'hostssl',
    CLIENTS: 'samenet',
  };
}
