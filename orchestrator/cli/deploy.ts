/** deploy: the jobs folder, as it is now, as a release on HDFS. */
import type { Command } from 'commander';
import type { Context } from './context.ts';

export function deploy(command: Command, context: Context): void {
  command.action(async () => {
    const { world } = await context.open();
    const release = await world.releases.deploy();
    context.print({ release }, () => release);
  });
}
