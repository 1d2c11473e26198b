/** backup: the store, the bookmark, the lake and the releases into a folder of this machine. */
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { backUp, type BackedUp } from '../backup/back-up.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-code.ts';
import { onInterrupt } from './interrupt.ts';
import { progressOn } from './progress.ts';
import { bytesWord, numberWord } from './words.ts';

export function backup(command: Command, context: Context): void {
  command
    .addHelpText(
      'after',
      `
The folder keeps one backup, the newest that is whole. A later one into the same folder copies what is new.
Secrets, sparkwright.yaml and the pipelines folder are not part of it.`,
    )
    .action(async (folder: string) => {
      const { backupParts, world } = await context.open();
      const { signal } = onInterrupt();
      const id = idOf(world.clock.now(), world.random());
      try {
        const done = await backUp(backupParts, resolve(folder), {
          ...{ id, signal, tell: progressOn(context) },
        });
        context.print(document(folder, done), () => words(folder, done));
      } catch (error) {
        if (!signal.aborted) throw error;
        context.note(
          `sparkwright: interrupted; a backup that was there before is there still, and the same command goes on from here`,
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

function document(folder: string, { manifest, copied, dropped }: BackedUp) {
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
  };
}

export function runsIn({ store }: BackedUp['manifest']): number {
  return store.tables.find(({ name }) => name === 'run')?.rows ?? 0;
}

function words(folder: string, done: BackedUp): string {
  const { tables, runs, files, bytes, copied, dropped } = document(folder, done);
  return [
    `backed up into ${folder}: ${numberWord(runs)} runs, ${numberWord(tables.length)} tables, ${numberWord(files)} files of ${bytesWord(bytes)}`,
    `copied ${numberWord(copied.files)} files of ${bytesWord(copied.bytes)}, dropped ${numberWord(dropped)}`,
  ].join('\n');
}
