import { readdirSync, readFileSync } from 'node:fs';

/** A process. The start time tells it from a later process with the same pid. */
export interface Identity {
  pid: number;
  /** Clock ticks since the machine's boot, from /proc. */
  started: string;
}

/** The process that has this pid now; undefined if there is none, or only a zombie. */
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

/** Whether exactly this process is alive. */
export function lives(identity: Identity): boolean {
  return identify(identity.pid)?.started === identity.started;
}
