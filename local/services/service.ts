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

/** The start of a service's process. */
export interface Launch {
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
  uid?: number;
  gid?: number;
}

/** One daemon of the cluster: its needs, its start, and its health check. */
export interface Service {
  name: ServiceName;
  ports: PortName[];
  /** Services that must be well before this one starts. */
  after: ServiceName[];
  /** Milliseconds between the gentle signal and SIGKILL. */
  grace: number;
  /** Ends the daemon without waiting for its clients. */
  stopSignal: NodeJS.Signals;
  /** Makes the data folders for the first start, unless they exist. */
  prepare(config: ClusterConfig, tools: Tools): Promise<void>;
  launch(config: ClusterConfig, tools: Tools): Promise<Launch>;
  /** Checks the service through its real interface. Returns why it is not well yet, or undefined. */
  complaint(config: ClusterConfig): Promise<string | undefined>;
  /** Makes databases or folders in the running service that other services need. Idempotent. */
  furnish(config: ClusterConfig, report: (line: string) => void): Promise<void>;
  /** Address for people and programs. */
  address(config: ClusterConfig): string;
}
