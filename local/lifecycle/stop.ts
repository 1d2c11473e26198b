import type { ClusterConfig } from '../config.ts';
import { folders } from '../folders.ts';
import { end, family, gone } from '../process/family.ts';
import { lives, signal } from '../process/identity.ts';
import { forget, recorded } from '../process/record.ts';
import type { Service, ServiceName } from '../services/service.ts';
import { SERVICES } from '../services/all.ts';
import type { Report } from '../setup/version.ts';

/** Who is stopped with whom: those that need others go before them. */
const ROUNDS: ServiceName[][] = [
  ['history', 'dashboard', 'worker-1', 'worker-2'],
  ['master', 'datanode'],
  ['namenode', 'postgres'],
];
const STRAY_GRACE_MS = 3_000;

/** Ends one service, gently and then by SIGKILL; does nothing when it does not run. */
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
 * Ends these services, or all, in reverse order; with all of them every other process of the home:
 * drivers, executors, their Pythons.
 * @throws Error naming the processes that are still there.
 */
export async function stopAll(config: ClusterConfig, report: Report): Promise<void> {
  for (const names of ROUNDS) {
    await Promise.all(
      SERVICES.filter(({ name }) => names.includes(name)).map((one) =>
        stopOne(config, one, report),
      ),
    );
    // Drivers and executors: without their worker they are nobody's.
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
