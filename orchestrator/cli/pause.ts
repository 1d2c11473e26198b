/** pause: the schedule and the triggers of a pipeline rest; runs that are there go on, and others may be made by hand. */
import type { Command } from 'commander';
import type { Context } from './context.ts';
import { NotFound } from './exit-code.ts';

export function pause(command: Command, context: Context): void {
  command
    .option('--reason <text>', 'why, for whoever asks later', 'by hand')
    .action(async (name: string, { reason }: { reason: string }) => {
      const { store } = await context.open();
      // No file is read: a pipeline whose file is broken is paused all the same.
      const known = await store.pipelines.list();
      const before = known.find((pipeline) => pipeline.name === name);
      if (!before)
        throw new NotFound(`the run store knows no pipeline ${name}`, {
          mend: `It knows ${known.map((pipeline) => pipeline.name).join(', ') || 'none'}; an orchestrator makes new files known when it starts.`,
        });
      const done = await store.pipelines.pause(name, reason);
      context.print({ pipeline: name, paused: done ? reason : before.paused }, () =>
        done ? `${name} paused: ${reason}` : `${name} was paused already: ${before.paused ?? ''}`,
      );
    });
}
