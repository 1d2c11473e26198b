import type { Command } from 'commander';
import type { Context } from './context.ts';
import { EXIT } from '../terminal/exit-code.ts';
import { onInterrupt } from '../terminal/interrupt.ts';
import { Narrator } from './text/narrate.ts';
import type { Services } from '../services.ts';
import { showRun } from './text/run.ts';
import { forTerminal, jsonLine } from '../terminal/safe-text.ts';

export interface Following {
  wait?: boolean;
  follow?: boolean;
}

export function followOptions(command: Command): Command {
  return command
    .option('-w, --wait', 'wait for the end; exit with 1 unless the run succeeds')
    .option('-f, --follow', 'the same, and print each step');
}

/**
 * Waits for the end of a run and prints its outcome.
 *
 * @param after - number of the last transition that is not printed
 * @returns the exit code
 */
export async function followRun(
  context: Context,
  services: Services,
  run: string,
  { follow }: Following,
  after = 0,
): Promise<number> {
  const narrator = Narrator.ofRun(services.store, run, after);
  const done = await narrator.follow(onInterrupt().signal, (line, transition) => {
    if (follow)
      process.stdout.write(`${context.json ? jsonLine(transition) : forTerminal(line)}\n`);
  });
  if (done) return showRun(services, run, context.json);
  context.note(`interrupted; ${run} goes on. End it with: sparkwright kill ${run}`);
  return EXIT.interrupted;
}
