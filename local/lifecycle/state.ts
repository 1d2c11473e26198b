import type { ClusterConfig } from '../config.ts';
import { folders } from '../folders.ts';
import { residentMiB } from '../process/identity.ts';
import { isRecorded, recorded } from '../process/record.ts';
import type { Service, ServiceName } from '../services/service.ts';

/** `up`; `unwell`: runs and does not answer as it should; `dead`: has ended by itself; `down`. */
export type State = 'up' | 'unwell' | 'dead' | 'down';

/** One service, as `npm run status` shows it. */
export interface ServiceStatus {
  service: ServiceName;
  state: State;
  pid: number | null;
  /** Resident memory. */
  memoryMiB: number;
  address: string;
  /** Why it is unwell. */
  complaint: string | null;
}

/** Asks one service how it is. */
export async function stateOf(config: ClusterConfig, service: Service): Promise<ServiceStatus> {
  const { run } = folders(config);
  const running = recorded(run, service.name);
  const address = service.address(config);
  if (running === undefined) {
    const state = isRecorded(run, service.name) ? 'dead' : 'down';
    return { service: service.name, state, pid: null, memoryMiB: 0, address, complaint: null };
  }
  const complaint = (await service.complaint(config)) ?? null;
  return {
    service: service.name,
    state: complaint === null ? 'up' : 'unwell',
    pid: running.pid,
    memoryMiB: residentMiB(running.pid),
    address,
    complaint,
  };
}
