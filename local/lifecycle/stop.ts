import { lives } from '../../orchestrator/lock/identity.ts';
import type { ClusterConfig } from '../config.ts';
import { folders } from '../folders.ts';
import { end, family, gone } from '../process/family.ts';
import { signal } from '../process/identity.ts';
import { forget, recorded } from '../process/record.ts';
import type { Service, ServiceName } from '../services/service.ts';
import { SERVICES } from '../services/all.ts';
import type { Report } from '../setup/version.ts';

/** Services that stop together. A service stops before those that it needs. */
const ROUNDS: ServiceName[][] = [
  ['history', 'dashboard', 'worker-1', 'worker-2'],
  ['master', 'datanode'],
  ['namenode', 'postgres'],
];
const STRAY_GRACE_MS = 3_000;

/** Ends one service, by its signal and then by SIGKILL. Does nothing if it does not run. */
export async function stopOne(
  config: ClusterConfig,
  service: Service,
  report: Report,
): Promise<void> {
  const { run } = folders(config);
  const running = recorded(run, service.name);
  if (running !== undefined) {
    signal(running, service.stopSignal);
    if (!(await gone([running], service.grace))) {
      report(`${service.name} does not end by itself: killing it`);
      signal(running, 'SIGKILL');
      await gone([running], 5_000);
    }
  }
  forget(run, service.name);
}

/**
 * Ends all services, in reverse order, and every other process of the home: drivers, executors, their Pythons.
 * @throws Error with the processes that survive
 */
export async function stopAll(config: ClusterConfig, report: Report): Promise<void> {
  for (const names of ROUNDS) {
    await Promise.all(
      SERVICES.filter(({ name }) => names.includes(name)).map((one) =>
        stopOne(config, one, report),
      ),
    );
    // Drivers and executors have lost their worker.
    if (names.includes('worker-1')) await end(strays(config), STRAY_GRACE_MS);
  }
  await end(family(config.home), STRAY_GRACE_MS);
  const left = family(config.home).filter(lives);
  if (left.length > 0) {
    const pids = left.map(({ pid }) => pid).join(', ');
    throw new Error(`processes of ${config.home} survive: end them with "kill -9 ${pids}"`);
  }
}

function strays(config: ClusterConfig) {
  const daemons = SERVICES.map(({ name }) => recorded(folders(config).run, name)?.pid);
  return family(config.home).filter(({ pid }) => !daemons.includes(pid));
}
