import type { ClusterConfig } from '../config.ts';
import { folders } from '../folders.ts';
import { residentMiB } from '../process/identity.ts';
import { isRecorded, recorded } from '../process/record.ts';
import type { Service, ServiceName } from '../services/service.ts';

/** `up`; `unwell`: runs but does not answer as it should; `dead`: ended by itself; `down`. */
export type State = 'up' | 'unwell' | 'dead' | 'down';

/** A row of `npm run status`. */
export interface ServiceStatus {
  service: ServiceName;
  state: State;
  pid: number | null;
  /** Resident memory. */
  memoryMiB: number;
  address: string;
  /** The reason why it is unwell. */
  complaint: string | null;
}

/** Reads the state of one service. */
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
