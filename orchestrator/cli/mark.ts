/** mark: a stage that did not succeed counts as succeeded, since somebody saw to it by hand. */
import type { Command } from 'commander';
import { ACTIVE } from '../model/run.ts';
import { TerminalError } from '../model/errors.ts';
import type { Context } from './context.ts';
import { NotFound } from './exit-code.ts';
import { runNamed } from './find.ts';
import { noteNoLeader } from './leader.ts';

export function mark(command: Command, context: Context): void {
  command
    .option('--reason <text>', 'why, for whoever asks later', 'marked as succeeded by hand')
    .action(async (name: string, stageName: string, { reason }: { reason: string }) => {
      const rooms = await context.open();
      const { store } = rooms;
      const { id, state } = await runNamed(store, name);
      const stages = await store.stages.of(id);
      const stage = stages.find((each) => each.name === stageName);
      if (!stage)
        throw new NotFound(`${id} has no stage ${stageName}`, {
          mend: `Its stages are ${stages.map((each) => each.name).join(', ')}.`,
        });
      if (ACTIVE.includes(state))
        throw new TerminalError(`${id} is ${state}`, {
          mend: 'Wait until it has ended, or end it with: sparkwright kill',
        });
      if (!(await store.runs.markSucceeded(id, stageName, reason)))
        throw new TerminalError(`${stageName} of ${id} is ${stage.state}`, {
          mend: 'Only a stage that failed, was skipped or was killed can be marked.',
        });
      const run = await store.runs.get(id);
      if (run && ACTIVE.includes(run.state)) await noteNoLeader(context, rooms);
      context.print(
        { run, stage: stageName },
        () => `${stageName} counts as succeeded; ${id} is ${run?.state ?? 'gone'}`,
      );
    });
}
