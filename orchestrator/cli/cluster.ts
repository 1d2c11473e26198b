/** up, down, status, reset: the embedded cluster's own, which the orchestrator knows nothing of: bin/sparkwright.mjs. */
import type { Command } from 'commander';
import { TerminalError } from '../model/errors.ts';

export function cluster(command: Command): void {
  command
    .allowUnknownOption()
    .allowExcessArguments()
    .action(() => {
      throw new TerminalError(`${command.name()} is about the embedded cluster`, {
        mend: `Give it first: npx sparkwright ${command.name()}, or npm run ${command.name()}.`,
      });
    });
}
