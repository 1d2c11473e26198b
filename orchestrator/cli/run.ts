/** run: a run of a pipeline, started by hand. */
import type { Command } from 'commander';
import { integer, param } from './arguments.ts';
import type { Context } from './context.ts';
import { pipelineNamed } from './find.ts';
import { refreshed } from './full-refresh.ts';
import { followOptions, followRun, type Following } from './follow-run.ts';
import { noteNoLeader } from './leader.ts';
import { startRun } from './start-run.ts';

interface Options extends Following {
  param: Record<string, string>;
  priority?: number;
  fullRefresh?: string | true;
}

export function run(command: Command, context: Context): void {
  command
    .option('-p, --param <key=value>', 'a parameter; may be given again', param, {})
    .option('--priority <n>', "instead of the pipeline's own: the higher goes first", integer)
    .option(
      '--full-refresh [stages]',
      'stages, parted by commas, that make what they write anew as a whole; all without a value',
    );
  followOptions(command).action(async (name: string, options: Options) => {
    const rooms = await context.open({ pipelines: true });
    const pipeline = pipelineNamed(rooms.world, name);
    const anew = refreshed(pipeline, options.fullRefresh);
    await rooms.prepareStore();
    const made = await startRun(rooms.world, pipeline, options.param, options.priority, anew);
    await noteNoLeader(context, rooms);
    if (options.wait || options.follow)
      process.exitCode = await followRun(context, rooms, made.id, options);
    else context.print({ run: made }, () => `${made.id} queued`);
  });
}
