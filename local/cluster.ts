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
 * Brings the whole cluster up: sets up what is missing, starts what does not run, leaves what does.
 * When a part fails, or `signal` calls it off, what this call has started is stopped again.
 * @throws Error naming the part, with the last lines of its log; or the busy port; or what set-up lacks.
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
 * Takes the whole cluster down; data stays. Drivers and executors that still run are ended too.
 * @throws Error naming the processes that could not be ended.
 */
export function down(config: ClusterConfig, report: Report = SILENT): Promise<void> {
  return alone(config, report, () => stopAll(config, report));
}

/** How every service is, in the order of their start. */
export function status(config: ClusterConfig): Promise<ServiceStatus[]> {
  return Promise.all(SERVICES.map((one) => stateOf(config, one)));
}

/** Starts one service and waits until it is well; those that it needs must run. */
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

/** Kills one service as a crash would: SIGKILL, and no good-bye to anybody. */
export async function killService(config: ClusterConfig, name: ServiceName): Promise<void> {
  const running = recorded(folders(config).run, name);
  if (running === undefined) return;
  send(running, 'SIGKILL');
  await gone([running], 5_000);
}

/** One change at a time to a home, whichever process makes it. */
function alone<T>(config: ClusterConfig, report: Report, work: () => Promise<T>): Promise<T> {
  const waiting = (pid: number) => {
    report(`waiting for process ${pid}, which is changing this cluster`);
  };
  return withLock(join(config.home, 'cluster.lock'), waiting, work);
}
