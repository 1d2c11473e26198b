import type { ClusterConfig, PortName } from '../config.ts';
import type { Tools } from '../setup/tools.ts';

export const SERVICE_NAMES = [
  'postgres',
  'namenode',
  'datanode',
  'master',
  'worker-1',
  'worker-2',
  'history',
  'dashboard',
] as const;

export type ServiceName = (typeof SERVICE_NAMES)[number];

/** How a service's process is started. */
export interface Launch {
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
  uid?: number;
  gid?: number;
}

/** One daemon of the cluster: what it needs, how it is started, and how it says that it is well. */
export interface Service {
  name: ServiceName;
  ports: PortName[];
  /** Services that must be well before this one starts. */
  after: ServiceName[];
  /** Milliseconds between the gentle signal and SIGKILL. */
  grace: number;
  /** Asks the daemon to end without waiting for its clients. */
  stopSignal: NodeJS.Signals;
  /** Makes data folders that the first start needs; does nothing when they are there. */
  prepare(config: ClusterConfig, tools: Tools): Promise<void>;
  launch(config: ClusterConfig, tools: Tools): Promise<Launch>;
  /** Asks the service through its real interface; the answer is why it is not well yet, or undefined. */
  complaint(config: ClusterConfig): Promise<string | undefined>;
  /** Puts into the running service what others rely on (databases, folders); can be done twice. */
  furnish(config: ClusterConfig, report: (line: string) => void): Promise<void>;
  /** Where people and programs find it. */
  address(config: ClusterConfig): string;
}
