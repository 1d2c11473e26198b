/** plan: previews a run; it changes nothing. */
import type { Command } from 'commander';
import { paramOption } from '../arguments.ts';
import type { Context } from '../context.ts';
import { pipelineNamed } from '../find.ts';
import { previewRun } from '../../preview/run.ts';
import { planText } from '../text/plan.ts';

export function plan(command: Command, context: Context): void {
  command
    .addOption(paramOption('set a parameter; repeatable'))
    .action(async (name: string, options: { param: Record<string, string> }) => {
      const { world, store, sources, jobsHash } = await context.open({ pipelines: true });
      const parts = { world: { ...world, store }, sources, jobsHash };
      const preview = await previewRun(parts, pipelineNamed(world, name), options.param);
      context.print({ plan: preview }, () => planText(preview, world.clock.now()));
    });
}
