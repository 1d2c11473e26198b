/** mark: counts a stage as succeeded whose work was done by hand. */
import type { Command } from 'commander';
import { ACTIVE } from '../../model/run.ts';
import { NotFound, TerminalError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { runNamed } from '../find.ts';
import { noteNoLeader } from '../leader.ts';

export function mark(command: Command, context: Context): void {
  command
    .option('--reason <text>', 'reason, kept in the history', 'marked as succeeded by hand')
    .action(async (name: string, stageName: string, { reason }: { reason: string }) => {
      const rooms = await context.open();
      const { store } = rooms;
      const { id, state } = await runNamed(store, name);
      const stages = await store.stages.of(id);
      const stage = stages.find((each) => each.name === stageName);
      if (!stage)
        throw new NotFound(`${id} has no stage ${stageName}`, {
          hint: `Its stages are ${stages.map((each) => each.name).join(', ')}.`,
        });
      if (ACTIVE.includes(state))
        throw new TerminalError(`${id} is ${state}`, {
          hint: 'Wait for its end, or end it with: sparkwright kill',
        });
      if (!(await store.runs.markSucceeded(id, stageName, reason)))
        throw new TerminalError(`${stageName} of ${id} is ${stage.state}`, {
          hint: 'Only a failed, skipped or killed stage can be marked.',
        });
      const run = await store.runs.get(id);
      if (run && ACTIVE.includes(run.state)) await noteNoLeader(context, rooms);
      context.print(
        { run, stage: stageName },
        () => `${stageName} counts as succeeded; ${id} is ${run?.state ?? 'gone'}`,
      );
    });
}
