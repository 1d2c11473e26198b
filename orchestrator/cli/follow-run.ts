import type { Command } from 'commander';
import type { Context } from './context.ts';
import { EXIT } from './exit-code.ts';
import { onInterrupt } from './interrupt.ts';
import { Narrator } from './narrate.ts';
import type { Rooms } from './rooms.ts';
import { showRun } from './show-run.ts';
import { forTerminal, jsonLine } from './terminal.ts';

export interface Following {
  wait?: boolean;
  follow?: boolean;
}

export function followOptions(command: Command): Command {
  return command
    .option('-w, --wait', 'wait until the run has ended; exit with 1 unless it succeeded')
    .option('-f, --follow', 'the same, and tell what happens to it');
}

/**
 * Waits for the end of a run, and shows how it ended; returns the exit code.
 *
 * @param after - the number of the transition from which on it is told
 */
export async function followRun(
  context: Context,
  { world, store }: Rooms,
  run: string,
  { follow }: Following,
  after = 0,
): Promise<number> {
  const narrator = Narrator.ofRun(store, run, after);
  const done = await narrator.follow(onInterrupt().signal, (line, transition) => {
    if (follow)
      process.stdout.write(`${context.json ? jsonLine(transition) : forTerminal(line)}\n`);
  });
  if (done) return showRun(world, run, context.json);
  context.note(`interrupted; ${run} goes on. It is ended by: sparkwright kill ${run}`);
  return EXIT.interrupted;
}
