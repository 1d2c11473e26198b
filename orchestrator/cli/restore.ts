/** restore: a backup into a system that is empty. */
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { examineBackup } from '../backup/examine.ts';
import type { Manifest } from '../backup/manifest.ts';
import { restore as restoreBackup } from '../backup/restore.ts';
import { runsIn } from './backup.ts';
import { confirmed } from './confirm.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-code.ts';
import { onInterrupt } from './interrupt.ts';
import { progressOn } from './progress.ts';
import { bytesWord, numberWord, timeWord } from './words.ts';

export function restore(command: Command, context: Context): void {
  command
    .option('--yes', 'ask nothing')
    .addHelpText(
      'after',
      `
The store and the lake must be empty, and no orchestrator may lead. Secrets are not part of a backup: put them there first.`,
    )
    .action(async (folder: string, { yes }: { yes?: true }) => {
      const rooms = await context.open();
      const path = resolve(folder);
      const manifest = await examineBackup(rooms.backupParts, path);
      const question = `Restore the backup of ${timeWord(new Date(manifest.made))} UTC?`;
      if (!context.json) context.note(words(manifest));
      if (!yes && !(await confirmed(question))) return;
      const { signal } = onInterrupt();
      try {
        const options = { signal, tell: progressOn(context) };
        const { ended } = await restoreBackup(rooms.backupParts, path, manifest, options);
        await rooms.prepareStore();
        const { id, made, tables, files } = manifest;
        const runs = runsIn(manifest);
        context.print({ folder, id, made, tables, runs, files: files.length, ended }, () =>
          doneWords(folder, ended),
        );
      } catch (error) {
        if (!signal.aborted) throw error;
        context.note(
          'sparkwright: interrupted; nothing is restored, and the same command begins anew',
        );
        process.exitCode = EXIT.interrupted;
      }
    });
}

function words(manifest: Manifest): string {
  const { made, fs, tables, files } = manifest;
  const bytes = bytesWord(files.reduce((sum, { length }) => sum + length, 0));
  return `backup of ${timeWord(new Date(made))} UTC, of ${fs}: ${numberWord(runsIn(manifest))} runs, ${numberWord(tables.length)} tables, ${numberWord(files.length)} files of ${bytes}`;
}

function doneWords(folder: string, ended: number): string {
  const open =
    ended === 0
      ? 'no attempt was open'
      : `${numberWord(ended)} ${ended === 1 ? 'attempt that was open is' : 'attempts that were open are'} ended, and the orchestrator tries again`;
  return `restored ${folder}; ${open}. Of sources on a server that was restored too: sparkwright bookmark rebase <source>`;
}
