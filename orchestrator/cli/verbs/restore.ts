/** restore: copies a backup into an empty system. */
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { examineBackup } from '../../backup/examine.ts';
import type { Manifest } from '../../backup/manifest.ts';
import { restore as restoreBackup } from '../../backup/restore.ts';
import { runsIn } from './backup.ts';
import { confirmed } from '../../terminal/confirm.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../../terminal/exit-code.ts';
import { onInterrupt } from '../../terminal/interrupt.ts';
import { progressOn } from '../text/progress.ts';
import { bytesWord, numberWord, timeWord } from '../../terminal/words.ts';

export function restore(command: Command, context: Context): void {
  command
    .option('--yes', 'do not ask for confirmation')
    .addHelpText(
      'after',
      `
The store and the lake must be empty, and no orchestrator may lead. A backup has no secrets: the system
needs its own.`,
    )
    .action(async (folder: string, { yes }: { yes?: true }) => {
      const rooms = await context.open();
      const path = resolve(folder);
      const manifest = await examineBackup(rooms.backupParts, path);
      const question = `Restore the backup of ${timeWord(new Date(manifest.made))} UTC?`;
      if (!context.json) context.note(summary(manifest));
      if (!yes && !(await confirmed(question))) return;
      const { signal } = onInterrupt();
      try {
        const options = { signal, onProgress: progressOn(context) };
        const { ended } = await restoreBackup(rooms.backupParts, path, manifest, options);
        await rooms.prepareStore();
        const { id, made, tables, files } = manifest;
        const runs = runsIn(manifest);
        context.print({ folder, id, made, tables, runs, files: files.length, ended }, () =>
          doneText(folder, ended),
        );
      } catch (error) {
        if (!signal.aborted) throw error;
        context.note(
          'sparkwright: interrupted; nothing is restored, and the same command begins again',
        );
        process.exitCode = EXIT.interrupted;
      }
    });
}

function summary(manifest: Manifest): string {
  const { made, fs, tables, files } = manifest;
  const bytes = bytesWord(files.reduce((sum, { length }) => sum + length, 0));
  return `backup of ${timeWord(new Date(made))} UTC, of ${fs}: ${numberWord(runsIn(manifest))} runs, ${numberWord(tables.length)} tables, ${numberWord(files.length)} files of ${bytes}`;
}

function doneText(folder: string, ended: number): string {
  const open =
    ended === 0
      ? 'no attempt was open'
      : `${numberWord(ended)} open ${ended === 1 ? 'attempt has' : 'attempts have'} ended, and the orchestrator tries again`;
  return `restored ${folder}; ${open}. For each source whose server was restored too: sparkwright bookmark rebase <source>`;
}
