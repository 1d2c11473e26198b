import { isAlive, type DriverSight } from '../../model/verdict.ts';
import type { ClusterState } from '../../ports/ports.ts';

/** One look at an attempt on the cluster. */
export interface Sight {
  driver: DriverSight;
  /** Null until it has one. */
  application: string | null;
  /** Null if the master could not be reached. */
  state: ClusterState | null;
}

/** Whether anything of the attempt may still run. "Unknown" counts as running. */
export function mayStillRun({ driver, application, state }: Sight): boolean {
  return (
    isAlive(driver) || driver === 'unknown' || (state?.applications.has(application ?? '') ?? true)
  );
}
