/** A tmpfs that is small enough to fill; it takes the right to mount. */
import { execa } from 'execa';
import { mkdtemp, open, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  folder: string;
  /** Takes all the room that is left. */
  fill(): Promise<void>;
  /** Gives it back. */
  free(): Promise<void>;
  remove(): Promise<void>;
}

/** @returns null, after printing the reason, if this process may not mount */
export async function smallDisk(mebibytes: number): Promise<SmallDisk | null> {
  const folder = await mkdtemp(join(tmpdir(), 'sparkwright-disk-'));
  const mounting = ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=1777`, 'tmpfs', folder];
  const mounted = await execa('mount', mounting, { reject: false });
  if (mounted.failed) {
    console.log(`    no disk can be mounted here: ${mounted.stderr || mounted.shortMessage}`);
    await rmdir(folder);
    return null;
  }
  const filler = join(folder, 'filler');
  return {
    folder,
    fill: () => fill(filler),
    free: () => rm(filler, { force: true }),
    remove: async () => {
      // Lazily: a process that is about to end may have a file open there still.
      await execa('umount', ['--lazy', folder]);
      await rmdir(folder);
    },
  };
}

async function fill(path: string): Promise<void> {
  const file = await open(path, 'a');
  const page = Buffer.alloc(4096);
  try {
    for (;;) await file.write(page);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    await file.close();
  }
}
