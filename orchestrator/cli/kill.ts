/** kill: the end of a run, and of all that it has on the cluster. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { ACTIVE, type Run } from '../model/run.ts';
import { count } from './arguments.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-code.ts';
import { runNamed } from './find.ts';
import { onInterrupt } from './interrupt.ts';
import { noteNoLeader } from './leader.ts';
import type { Rooms } from './rooms.ts';
import { stateWord } from './words.ts';

const POLL_MS = 300;

interface Options {
  reason: string;
  wait: boolean;
  timeout?: number;
}

export function kill(command: Command, context: Context): void {
  command
    .option('--reason <text>', 'why, for whoever asks later', 'killed by hand')
    .option('--no-wait', 'only ask for its end')
    .option('--timeout <seconds>', 'wait so long; twice kill_patience by default', count)
    .action(async (name: string, { reason, wait, timeout }: Options) => {
      const rooms = await context.open();
      const found = await runNamed(rooms.store, name);
      const asked = await rooms.store.runs.kill(found.id, reason, 'killed');
      const run = await rooms.store.runs.get(found.id);
      if (!run) return;
      const ended = !ACTIVE.includes(run.state);
      if (ended) tellEnd(context, run, !asked);
      if (ended) return;
      await noteNoLeader(context, rooms);
      if (!wait) {
        context.print({ run }, () => `${run.id} ${stateWord('killing')}`);
        return;
      }
      const { config } = await context.settings();
      await waitForEnd(context, rooms, run, (timeout ?? 2 * config.kill_patience) * 1000);
    });
}

/** @param already - it had ended before anybody asked */
function tellEnd(context: Context, run: Run, already: boolean): void {
  const { id, state, reason } = run;
  context.print({ run }, () =>
    already
      ? `${id} has ended already: ${stateWord(state)}`
      : `${id} ${stateWord(state)}: ${reason}`,
  );
  process.exitCode = state === 'killed' ? EXIT.done : EXIT.failed;
}

async function waitForEnd(
  context: Context,
  { store, world: { clock } }: Rooms,
  { id }: Run,
  patience: number,
): Promise<void> {
  const { signal } = onInterrupt();
  const began = clock.steady().getTime();
  let said = '';
  while (!signal.aborted) {
    const run = await store.runs.get(id);
    if (!run || !ACTIVE.includes(run.state)) {
      if (run) tellEnd(context, run, false);
      return;
    }
    const open = (await store.attempts.of(id)).filter(({ ended }) => ended === null);
    const words =
      open
        .map(
          (attempt) => `  ${attempt.id} (${attempt.driver ?? 'no driver yet'}): ${attempt.reason}`,
        )
        .join('\n') || '  nothing of it is under way any more';
    const told = `${id} ${stateWord('killing')}; waiting for\n${words}`;
    if (told !== said) context.note(told);
    said = told;
    if (clock.steady().getTime() - began > patience) {
      context.print({ run, attempts: open }, () => `${id} is not dead after ${patience / 1000} s`);
      process.exitCode = EXIT.failed;
      return;
    }
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
  process.exitCode = EXIT.interrupted;
}
