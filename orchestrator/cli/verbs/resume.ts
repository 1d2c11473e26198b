/** resume: starts a pipeline's schedule and triggers again; slots that fell due meanwhile are dropped. */
import type { Command } from 'commander';
import { nextSlot } from '../../plan/schedule.ts';
import type { Context } from '../context.ts';
import { pipelineNamed } from '../find.ts';
import { timeWord } from '../../terminal/words.ts';

export function resume(command: Command, context: Context): void {
  command.action(async (name: string) => {
    const { world, store } = await context.open({ pipelines: true });
    const { schedule } = pipelineNamed(world, name);
    const now = world.clock.now();
    const next = schedule && nextSlot(schedule, now);
    const done = await store.pipelines.resume(name, next, now);
    const goesOn = next ? `its next slot is ${timeWord(next)} UTC` : 'it has no next slot';
    context.print({ pipeline: name, resumed: done, nextSlot: next }, () =>
      done ? `${name} resumed: ${goesOn}` : `${name} was not paused`,
    );
  });
}
