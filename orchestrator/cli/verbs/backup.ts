/** backup: copies the store, the bookmark, the lake and the releases into a folder of this machine. */
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { backUp, type BackupResult } from '../../backup/back-up.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../../terminal/exit-code.ts';
import { onInterrupt } from '../../terminal/interrupt.ts';
import { progressOn } from '../text/progress.ts';
import { bytesWord, numberWord } from '../../terminal/words.ts';

export function backup(command: Command, context: Context): void {
  command
    .addHelpText(
      'after',
      `
The folder keeps one backup, the newest whole one. The next one copies only what is new.
Secrets, sparkwright.yaml and the pipelines folder are not part of it.`,
    )
    .action(async (folder: string) => {
      const { backupParts, world } = await context.open();
      const { signal } = onInterrupt();
      const id = idOf(world.clock.now(), world.random());
      try {
        const done = await backUp(backupParts, resolve(folder), {
          id,
          signal,
          onProgress: progressOn(context),
        });
        context.print(document(folder, done), () => doneText(folder, done));
      } catch (error) {
        if (!signal.aborted) throw error;
        context.note(
          `sparkwright: interrupted; an earlier backup is still whole, and the same command goes on`,
        );
        process.exitCode = EXIT.interrupted;
      }
    });
}

/** `20261121-111636-k3f9`. */
function idOf(now: Date, random: number): string {
  const [day = '', time = ''] = now.toISOString().replace(/[-:]/g, '').split('T');
  return `${day}-${time.slice(0, 6)}-${random.toString(36).slice(2, 6).padEnd(4, '0')}`;
}

function document(folder: string, { manifest, copied, dropped, damaged }: BackupResult) {
  const { id, made, tables, files } = manifest;
  const bytes = files.reduce((sum, { length }) => sum + length, 0);
  return {
    folder,
    id,
    made,
    tables,
    runs: runsIn(manifest),
    files: files.length,
    bytes,
    copied,
    dropped,
    damaged,
  };
}

export function runsIn({ store }: BackupResult['manifest']): number {
  return store.tables.find(({ name }) => name === 'run')?.rows ?? 0;
}

function doneText(folder: string, done: BackupResult): string {
  const { tables, runs, files, bytes, copied, dropped, damaged } = document(folder, done);
  return [
    `backed up into ${folder}: ${numberWord(runs)} runs, ${numberWord(tables.length)} tables, ${numberWord(files)} files of ${bytesWord(bytes)}`,
    `copied ${numberWord(copied.files)} files of ${bytesWord(copied.bytes)}, dropped ${numberWord(dropped)}`,
    ...damaged.map(
      ({ path, fault }) =>
        `${path} can't be read: its files are in the backup as they are (${fault})`,
    ),
  ].join('\n');
}
