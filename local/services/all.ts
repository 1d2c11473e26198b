import { dashboard } from './dashboard.ts';
import { datanode } from './datanode.ts';
import { history } from './history.ts';
import { master } from './master.ts';
import { namenode } from './namenode.ts';
import { postgres } from './postgres.ts';
import type { Service, ServiceName } from './service.ts';
import { worker } from './worker.ts';

/** Every service of the cluster, each after the services that it needs. */
export const SERVICES: readonly Service[] = [
  postgres,
  namenode,
  master,
  datanode,
  worker(1),
  worker(2),
  history,
  dashboard,
];

export function service(name: ServiceName): Service {
  const named = SERVICES.find((other) => other.name === name);
  if (named === undefined) throw new Error(`there is no service "${name}"`);
  return named;
}
