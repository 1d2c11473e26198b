/** The `sparkwright` command: a file a verb. */
import { Command } from 'commander';
import { describe } from '../model/errors.ts';
import { orchestrate } from './orchestrate.ts';
import type { OpenRooms } from './rooms.ts';

/** Exit codes: 0 done, 1 the run failed, 2 the command could not do its work, 130 interrupted. */
export function program(openRooms: OpenRooms): Command {
  const command = new Command('sparkwright').description(
    'Orchestrates pipelines of PySpark jobs on a Spark standalone cluster',
  );
  command
    .command('orchestrate')
    .description('run the scheduler in the foreground; Ctrl-C ends it and leaves drivers running')
    .option('--once <pipeline>', 'make one run, show its stages, and end with it')
    .option('--json', 'with --once: one line of JSON for each transition, then one for the run')
    .action(async (options: { once?: string; json?: boolean }) => {
      try {
        process.exitCode = await orchestrate(openRooms, options);
      } catch (error) {
        process.stderr.write(`sparkwright: ${describe(error)}\n`);
        process.exitCode = 2;
      }
    });
  return command;
}
