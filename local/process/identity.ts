import { readFileSync } from 'node:fs';
import { lives, type Identity } from '../../orchestrator/lock/identity.ts';

/** Sends a signal to exactly this process, never to a later one with the same pid. */
export function signal(identity: Identity, name: NodeJS.Signals): void {
  if (!lives(identity)) return;
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Resident memory in MiB; 0 if the process is gone. */
export function residentMiB(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
