/** One backup at a time into a folder: the one that ends last would drop what another has just copied. */
import { open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { TerminalError } from '../model/errors.ts';

const NAME = 'lock';

/** @returns lets it go */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, NAME);
  await assertUnlocked(folder);
  // What a process left that died.
  await rm(file, { force: true });
  const mine = await open(file, 'wx').catch((cause: unknown) => {
    throw new TerminalError(`another backup writes to ${folder}`, { cause, mend: 'Wait for it.' });
  });
  await mine.writeFile(`${hostname()} ${process.pid}\n`);
  await mine.close();
  return () => rm(file, { force: true });
}

/** @throws TerminalError while a backup is being written there */
export async function assertUnlocked(folder: string): Promise<void> {
  const file = join(folder, NAME);
  const text = await readFile(file, 'utf8').catch(() => '');
  const [host, pid] = text.trim().split(' ');
  if (!host || (host === hostname() && !lives(Number(pid)))) return;
  throw new TerminalError(`a backup writes to ${folder}: process ${pid ?? '?'} on ${host}`, {
    mend: `Wait for it; if it is gone: rm ${file}`,
  });
}

function lives(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM';
  }
}
