import { readdirSync, readFileSync } from 'node:fs';

/** A process that can't be mistaken for another: a pid is given out again, with another start time. */
export interface Identity {
  pid: number;
  /** Clock ticks since the machine's boot, from /proc. */
  started: string;
}

/** Who has this pid now; undefined when nobody has, or only a zombie that its parent has not buried. */
export function identify(pid: number, proc = '/proc'): Identity | undefined {
  try {
    const stat = readFileSync(`${proc}/${pid}/stat`, 'latin1');
    // The command, in brackets, may itself hold brackets and spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, started] = [fields[0], fields[19]];
    if (state === 'X' || started === undefined) return undefined;
    // A JVM whose first thread has ended looks like a zombie while its other threads go on.
    if (state === 'Z' && readdirSync(`${proc}/${pid}/task`).length <= 1) return undefined;
    return { pid, started };
  } catch {
    return undefined;
  }
}

/** Whether that very process still lives. */
export function lives(identity: Identity): boolean {
  return identify(identity.pid)?.started === identity.started;
}

/** Sends a signal to that very process, and to nobody who has got its pid since. */
export function signal(identity: Identity, name: NodeJS.Signals): void {
  if (!lives(identity)) return;
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Resident memory in MiB; 0 when the process is gone. */
export function residentMiB(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
