/** pause: stops a pipeline's schedule and triggers; its runs go on, and `run` can queue others. */
import { NotFound } from '../../model/errors.ts';
import type { Command } from 'commander';
import type { Context } from '../context.ts';

export function pause(command: Command, context: Context): void {
  command
    .option('--reason <text>', 'reason, kept in the history', 'by hand')
    .action(async (name: string, { reason }: { reason: string }) => {
      const { store } = await context.open();
      // No file is read, so that a pipeline with a broken file can be paused.
      const known = await store.pipelines.list();
      const before = known.find((pipeline) => pipeline.name === name);
      if (!before)
        throw new NotFound(`the run store has no pipeline ${name}`, {
          hint: `It has ${known.map((pipeline) => pipeline.name).join(', ') || 'none'}; an orchestrator adds new files when it starts.`,
        });
      const done = await store.pipelines.pause(name, reason);
      context.print({ pipeline: name, paused: done ? reason : before.paused }, () =>
        done ? `${name} paused: ${reason}` : `${name} was paused already: ${before.paused ?? ''}`,
      );
    });
}
