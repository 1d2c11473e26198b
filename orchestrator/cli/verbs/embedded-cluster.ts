/** up, down, status, reset: for --help alone; bin/sparkwright.mjs runs them, without the orchestrator. */
import type { Command } from 'commander';
import { TerminalError } from '../../model/errors.ts';

export function cluster(command: Command): void {
  command
    .allowUnknownOption()
    .allowExcessArguments()
    .action(() => {
      throw new TerminalError(`${command.name()} is a command of the embedded cluster`, {
        hint: `Put it first: npx sparkwright ${command.name()}, or npm run ${command.name()}.`,
      });
    });
}
