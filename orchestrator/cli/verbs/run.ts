/** run: queues a run of a pipeline. */
import type { Command } from 'commander';
import { integer, paramOption } from '../arguments.ts';
import type { Context } from '../context.ts';
import { pipelineNamed } from '../find.ts';
import { refreshed } from '../full-refresh.ts';
import { followOptions, followRun, type Following } from '../follow-run.ts';
import { noteNoLeader } from '../leader.ts';
import { startRun } from '../start-run.ts';

interface Options extends Following {
  param: Record<string, string>;
  priority?: number;
  fullRefresh?: string | true;
}

export function run(command: Command, context: Context): void {
  command
    .addOption(paramOption('set a parameter; repeatable'))
    .option('--priority <n>', "override the pipeline's priority; the higher goes first", integer)
    .option(
      '--full-refresh [stages]',
      'make the tables of these stages (a,b) again from all rows; without a value, of all stages',
    );
  followOptions(command).action(async (name: string, options: Options) => {
    const rooms = await context.open({ pipelines: true });
    const pipeline = pipelineNamed(rooms.world, name);
    const fullRefresh = refreshed(pipeline, options.fullRefresh);
    await rooms.prepareStore();
    const made = await startRun(
      rooms.world,
      pipeline,
      options.param,
      options.priority,
      fullRefresh,
    );
    await noteNoLeader(context, rooms);
    if (options.wait || options.follow)
      process.exitCode = await followRun(context, rooms, made.id, options);
    else context.print({ run: made }, () => `${made.id} queued`);
  });
}
