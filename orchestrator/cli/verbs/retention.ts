/** retention: lists data past its limit; with --apply removes it. */
import type { Command } from 'commander';
import type { Config } from '../../config.ts';
import { applySweep } from '../../retention/apply.ts';
import { lookForPast, type Keep } from '../../retention/look.ts';
import type { Limits } from '../../retention/sweep.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../../terminal/exit-code.ts';
import { sweepText, sweptText } from '../text/retention.ts';

export function retention(command: Command, context: Context): void {
  command
    .option('--apply', 'remove the listed data; without it nothing is removed')
    .action(async ({ apply }: { apply?: true }) => {
      const { config } = await context.settings();
      const { world, leftovers, driverFolders } = await context.open();
      const keep: Keep = { limits: limitsOf(config), leftovers, driverFolders };
      const sweep = await lookForPast(world, keep);
      if (!apply) {
        context.print({ ...sweep, applied: false }, () => sweepText(sweep));
        return;
      }
      const swept = await applySweep(world, keep, sweep);
      context.print({ ...sweep, applied: true, ...swept }, () => sweptText(sweep, swept));
      if (swept.failures.length > 0) process.exitCode = EXIT.failed;
    });
}

export function limitsOf(config: Config): Limits {
  return {
    runs: config['retention.runs'],
    attempts: config['retention.attempts'],
    logs: config['retention.logs'],
    events: config['retention.events'],
    drivers: config['retention.drivers'],
    releases: config['retention.releases'],
  };
}
