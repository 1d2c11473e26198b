/** kill: ends a run and everything of it on the cluster. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { ACTIVE, type Run } from '../../model/run.ts';
import { count } from '../arguments.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../../terminal/exit-code.ts';
import { runNamed } from '../find.ts';
import { onInterrupt } from '../../terminal/interrupt.ts';
import { noteNoLeader } from '../leader.ts';
import type { Services } from '../../services.ts';
import { stateWord } from '../../terminal/words.ts';

const POLL_MS = 300;

interface Options {
  reason: string;
  wait: boolean;
  timeout?: number;
}

export function kill(command: Command, context: Context): void {
  command
    .option('--reason <text>', 'reason, kept in the history', 'killed by hand')
    .option('--no-wait', 'do not wait for the end')
    .option('--timeout <seconds>', 'longest wait; by default twice kill_patience', count)
    .action(async (name: string, { reason, wait, timeout }: Options) => {
      const services = await context.open();
      const { id } = await runNamed(services.store, name);
      const requested = await services.store.runs.kill(id, reason, 'killed');
      const run = await services.store.runs.get(id);
      if (!run) return;
      const ended = !ACTIVE.includes(run.state);
      if (ended) printEnd(context, run, !requested);
      if (ended) return;
      await noteNoLeader(context, services);
      if (!wait) {
        context.print({ run }, () => `${run.id} ${stateWord('killing')}`);
        return;
      }
      const { config } = await context.settings();
      await waitForEnd(context, services, run, (timeout ?? 2 * config.kill_patience) * 1000);
    });
}

/** @param already - whether the run had ended before this kill */
function printEnd(context: Context, run: Run, already: boolean): void {
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
  { store, world: { clock } }: Services,
  { id }: Run,
  patience: number,
): Promise<void> {
  const { signal } = onInterrupt();
  const began = clock.steady().getTime();
  let last = '';
  while (!signal.aborted) {
    const run = await store.runs.get(id);
    if (!run || !ACTIVE.includes(run.state)) {
      if (run) printEnd(context, run, false);
      return;
    }
    const open = (await store.attempts.of(id)).filter(({ ended }) => ended === null);
    const words =
      open
        .map(
          (attempt) => `  ${attempt.id} (${attempt.driver ?? 'no driver yet'}): ${attempt.reason}`,
        )
        .join('\n') || '  the end of the run';
    const line = `${id} ${stateWord('killing')}; waiting for\n${words}`;
    if (line !== last) context.note(line);
    last = line;
    if (clock.steady().getTime() - began > patience) {
      context.print(
        { run, attempts: open },
        () => `${id} is still stopping after ${patience / 1000} s`,
      );
      process.exitCode = EXIT.failed;
      return;
    }
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
  process.exitCode = EXIT.interrupted;
}
