/** deploy: puts the jobs folder on HDFS as a release. */
import type { Command } from 'commander';
import { shadowedModules } from '../../plan/shadowed-modules.ts';
import type { Context } from '../context.ts';

export function deploy(command: Command, context: Context): void {
  command.action(async () => {
    const { config } = await context.settings();
    for (const warning of await shadowedModules(config.jobs_dir))
      process.stderr.write(`warning: ${warning}\n`);
    const { world } = await context.open();
    const release = await world.releases.deploy();
    context.print({ release }, () => release);
  });
}
