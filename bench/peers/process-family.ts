/** What a process and all its descendants use, from Linux's /proc. */
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/**
 * Returns the memory of a process and its descendants in MiB: the sum of their proportional set sizes, which counts a page
 * that several share once.
 */
export function memoryMiB(root: number): number {
  const kib = familyOf(root).map((pid) =>
    Number(/^Pss:\s+(\d+)/m.exec(text(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0),
  );
  return Math.round(kib.reduce((sum, each) => sum + each, 0) / 1024);
}

/** CPU seconds of all processes of the machine since it was started. */
export function machineCpuSeconds(): number {
  const busy = cpus().map(({ times }) => times.user + times.nice + times.sys + times.irq);
  return busy.reduce((sum, each) => sum + each, 0) / 1000;
}

function familyOf(root: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => [Number(pid), parentOf(pid)] as const);
  const found = [root];
  for (const each of found)
    found.push(...parents.filter(([, parent]) => parent === each).map(([pid]) => pid));
  return found;
}

/** The process's name, in parentheses, may have spaces and parentheses of its own. */
function parentOf(pid: string): number {
  const stat = text(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** Empty for a process that has ended. */
function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
