/** The fields of the master's page. */

export interface RawPage {
  workers: {
    id: string;
    state: string;
    webuiaddress: string;
    cores: number;
    coresfree: number;
    memory: number;
    memoryfree: number;
  }[];
  activedrivers: { id: string; worker: string }[];
  completeddrivers: { id: string; worker: string }[];
  activeapps: { id: string }[];
}

export const PAGE =
  'activeapps activedrivers aliveworkers completedapps completeddrivers cores coresused memory memoryused resources resourcesused status url workers';
export const WORKER =
  'cores coresfree coresused host id lastheartbeat memory memoryfree memoryused port resources resourcesfree resourcesused state webuiaddress';
export const DRIVER = 'cores id mainclass memory resources starttime state submitdate worker';
export const APPLICATION =
  'cores duration id memoryperexecutor memoryperslave name resourcesperexecutor resourcesperslave starttime state submitdate user';

/** The sorted field names of an object. */
export function fields(value: object | undefined): string {
  return Object.keys(value ?? {})
    .sort()
    .join(' ');
}
