import type { DriverSight } from '../model/outcome.ts';
import type { ClusterState } from './ports.ts';

/** What one look at an attempt has found. */
export interface Sight {
  driver: DriverSight;
  /** Null while it has none. */
  application: string | null;
  /** Null where the master could not be asked. */
  state: ClusterState | null;
}

/** Whether anything of the attempt may still run. */
export function lives({ driver, application, state }: Sight): boolean {
  return (
    driver === 'SUBMITTED' ||
    driver === 'RUNNING' ||
    driver === 'unknown' ||
    (state?.applications.has(application ?? '') ?? true)
  );
}
