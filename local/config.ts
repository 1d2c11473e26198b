import { resolve } from 'node:path';

/** Every port of the embedded cluster: its variable, its default, and its user. */
export const PORTS = {
  postgres: { variable: 'SPARKWRIGHT_POSTGRES_PORT', preset: 5433, wantedBy: 'PostgreSQL' },
  namenode: { variable: 'SPARKWRIGHT_NAMENODE_PORT', preset: 8020, wantedBy: 'the NameNode' },
  namenodeHttp: {
    variable: 'SPARKWRIGHT_NAMENODE_HTTP_PORT',
    preset: 9870,
    wantedBy: "the NameNode's page and WebHDFS",
  },
  datanode: { variable: 'SPARKWRIGHT_DATANODE_PORT', preset: 9866, wantedBy: 'the DataNode' },
  datanodeIpc: {
    variable: 'SPARKWRIGHT_DATANODE_IPC_PORT',
    preset: 9867,
    wantedBy: "the DataNode's IPC",
  },
  datanodeHttp: {
    variable: 'SPARKWRIGHT_DATANODE_HTTP_PORT',
    preset: 9864,
    wantedBy: "the DataNode's page",
  },
  master: { variable: 'SPARKWRIGHT_MASTER_PORT', preset: 7077, wantedBy: 'the Spark master' },
  masterUi: {
    variable: 'SPARKWRIGHT_MASTER_UI_PORT',
    preset: 8080,
    wantedBy: "the Spark master's page",
  },
  rest: {
    variable: 'SPARKWRIGHT_REST_PORT',
    preset: 6066,
    wantedBy: "the Spark master's REST server",
  },
  worker1Ui: {
    variable: 'SPARKWRIGHT_WORKER_1_UI_PORT',
    preset: 8081,
    wantedBy: "the page of Spark's worker 1",
  },
  worker2Ui: {
    variable: 'SPARKWRIGHT_WORKER_2_UI_PORT',
    preset: 8082,
    wantedBy: "the page of Spark's worker 2",
  },
  history: {
    variable: 'SPARKWRIGHT_HISTORY_PORT',
    preset: 18080,
    wantedBy: "Spark's history server",
  },
  dashboard: { variable: 'SPARKWRIGHT_DASHBOARD_PORT', preset: 5000, wantedBy: 'the dashboard' },
  notebook: { variable: 'SPARKWRIGHT_NOTEBOOK_PORT', preset: 8888, wantedBy: 'the notebook' },
  http: { variable: 'SPARKWRIGHT_HTTP_PORT', preset: 8000, wantedBy: 'Sparkwright itself' },
} as const;

export type PortName = keyof typeof PORTS;

/** Where one embedded cluster lives. Two clusters differ in `home` and in every port. */
export interface ClusterConfig {
  /** The repository, absolute. */
  root: string;
  /** Folder of this cluster's secrets, data and logs, absolute. */
  home: string;
  /** Folder of downloads, shared by all clusters of this repository, absolute. */
  cache: string;
  ports: Record<PortName, number>;
}

const ROOT = resolve(import.meta.dirname, '..');

/**
 * Reads the cluster's configuration from environment variables.
 * @throws Error with the variable, if a port is not a number from 1 to 65535 or is used twice
 */
export function clusterConfig(env: NodeJS.ProcessEnv = process.env): ClusterConfig {
  const names = Object.keys(PORTS) as PortName[];
  const ports = Object.fromEntries(names.map((name) => [name, port(name, env)])) as Record<
    PortName,
    number
  >;
  refuseDoubles(ports);
  return {
    root: ROOT,
    home: resolve(ROOT, setting(env, 'SPARKWRIGHT_HOME') ?? '.sparkwright'),
    cache: resolve(ROOT, setting(env, 'SPARKWRIGHT_CACHE') ?? '.sparkwright/cache'),
    ports,
  };
}

function setting(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

function port(name: PortName, env: NodeJS.ProcessEnv): number {
  const { variable, preset } = PORTS[name];
  const value = setting(env, variable);
  if (value === undefined) return preset;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < 1 || number > 65_535) {
    throw new Error(`${variable} is "${value}": give a port from 1 to 65535`);
  }
  return number;
}

function refuseDoubles(ports: Record<PortName, number>): void {
  const seen = new Map<number, PortName>();
  for (const [name, number] of Object.entries(ports) as [PortName, number][]) {
    const other = seen.get(number);
    if (other !== undefined) {
      throw new Error(
        `${PORTS[other].variable} and ${PORTS[name].variable} are both port ${number}: change one of them`,
      );
    }
    seen.set(number, name);
  }
}
