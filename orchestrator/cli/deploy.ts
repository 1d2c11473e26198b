/** deploy: the jobs folder, as it is now, as a release on HDFS. */
import type { Command } from 'commander';
import { shadows } from '../plan/shadows.ts';
import type { Context } from './context.ts';

export function deploy(command: Command, context: Context): void {
  command.action(async () => {
    const { config } = await context.settings();
    for (const warning of await shadows(config.jobs_dir))
      process.stderr.write(`warning: ${warning}\n`);
    const { world } = await context.open();
    const release = await world.releases.deploy();
    context.print({ release }, () => release);
  });
}
