/** plan: what a run would do, with which bounds, and why; it does nothing. */
import type { Command } from 'commander';
import { param } from './arguments.ts';
import type { Context } from './context.ts';
import { pipelineNamed } from './find.ts';
import { forecast } from './forecast.ts';
import { forecastText } from './forecast-text.ts';

export function plan(command: Command, context: Context): void {
  command
    .option('-p, --param <key=value>', 'a parameter; may be given again', param, {})
    .action(async (name: string, options: { param: Record<string, string> }) => {
      const rooms = await context.open({ pipelines: true });
      const pipeline = pipelineNamed(rooms.world, name);
      const found = await forecast(rooms, pipeline, options.param);
      context.print({ plan: found }, () => forecastText(found, rooms.world.clock.now()));
    });
}
