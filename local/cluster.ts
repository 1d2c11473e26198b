import { join } from 'node:path';
import { ensureArchives } from './archives/make.ts';
import { writeConfiguration } from './conf/write.ts';
import type { ClusterConfig } from './config.ts';
import { writeEnvironment } from './environment.ts';
import { inOrder } from './lifecycle/order.ts';
import { refuseTakenPorts, startOne, type Start } from './lifecycle/start.ts';
import { stateOf, type ServiceStatus } from './lifecycle/state.ts';
import { stopAll, stopOne } from './lifecycle/stop.ts';
import { folders } from './folders.ts';
import { signal as send } from './process/identity.ts';
import { gone } from './process/family.ts';
import { withLock } from './process/lock.ts';
import { recorded } from './process/record.ts';
import { service, SERVICES } from './services/all.ts';
import type { ServiceName } from './services/service.ts';
import { ensureSecrets } from './setup/secrets.ts';
import { setUp } from './setup/set-up.ts';
import type { Report } from './setup/version.ts';

export type { ServiceStatus } from './lifecycle/state.ts';
export type { ServiceName } from './services/service.ts';

const SILENT: Report = () => undefined;

/**
 * Brings the whole cluster up: sets up missing parts, and starts services that do not run.
 * If a part fails, or `signal` aborts, the services that this call has started are stopped again.
 * @throws Error with the service and the last lines of its log; or the busy port; or the missing part
 */
export async function up(
  config: ClusterConfig,
  report: Report = SILENT,
  signal?: AbortSignal,
): Promise<void> {
  const tools = await setUp(config, report);
  await alone(config, report, async () => {
    await refuseTakenPorts(config, SERVICES);
    ensureSecrets(config);
    writeConfiguration(config, tools);
    const start: Start = { config, tools, report, signal, brought: [] };
    try {
      await inOrder(SERVICES, (one) => startOne(start, one));
      signal?.throwIfAborted();
    } catch (error) {
      report('stopping what has been started');
      for (const one of start.brought.reverse()) await stopOne(config, one, report);
      throw error;
    }
    writeEnvironment(config);
    await ensureArchives(config, tools, report, signal);
  });
}

/**
 * Takes the whole cluster down and keeps its data. Running drivers and executors are ended too.
 * @throws Error with the processes that could not be ended
 */
export function down(config: ClusterConfig, report: Report = SILENT): Promise<void> {
  return alone(config, report, () => stopAll(config, report));
}

/** The state of every service, in the order of their start. */
export function status(config: ClusterConfig): Promise<ServiceStatus[]> {
  return Promise.all(SERVICES.map((one) => stateOf(config, one)));
}

/** Starts one service and waits until it is well. The services that it needs must run. */
export async function startService(
  config: ClusterConfig,
  name: ServiceName,
  report: Report = SILENT,
): Promise<void> {
  const tools = await setUp(config, report);
  await alone(config, report, async () => {
    await refuseTakenPorts(config, [service(name)]);
    ensureSecrets(config);
    writeConfiguration(config, tools);
    await startOne({ config, tools, report, brought: [] }, service(name));
  });
}

/** Stops one service gently. Drivers and executors of a worker go with it. */
export function stopService(
  config: ClusterConfig,
  name: ServiceName,
  report: Report = SILENT,
): Promise<void> {
  return alone(config, report, () => stopOne(config, service(name), report));
}

/** Kills one service by SIGKILL, as a crash would. */
export async function killService(config: ClusterConfig, name: ServiceName): Promise<void> {
  const running = recorded(folders(config).run, name);
  if (running === undefined) return;
  send(running, 'SIGKILL');
  await gone([running], 5_000);
}

/** Only one process changes a cluster at a time. */
function alone<T>(config: ClusterConfig, report: Report, work: () => Promise<T>): Promise<T> {
  const waiting = (pid: number) => {
    report(`waiting for process ${pid}, which is changing this cluster`);
  };
  return withLock(join(config.home, 'cluster.lock'), waiting, work);
}
