/** runs: lists runs, newest first. */
import { Option, type Command } from 'commander';
import type { RunFilter } from '../../ports/ports.ts';
import { RUN_STATES, type Run, type RunState } from '../../model/run.ts';
import type { Context } from '../context.ts';
import { count } from '../arguments.ts';
import { table } from '../../terminal/table.ts';
import { stateWord, timeWord, tookWord } from '../../terminal/words.ts';

interface Options {
  pipeline?: string;
  state?: RunState[];
  limit: number;
}

export function runs(command: Command, context: Context): void {
  command
    .option('--pipeline <name>', 'runs of this pipeline only')
    .addOption(new Option('--state <states...>', 'runs in these states only').choices(RUN_STATES))
    .option('--limit <n>', 'list at most this many', count, 20)
    .action(async ({ pipeline, state, limit }: Options) => {
      const { store } = await context.open();
      const filter: RunFilter = {
        limit,
        ...(pipeline && { pipeline }),
        ...(state && { states: state }),
      };
      const found = await store.runs.list(filter);
      context.print({ runs: found }, () =>
        table(
          ['run', 'state', 'slot', 'started (UTC)', { right: 'took' }, 'reason'],
          found.map(row),
          'There are no such runs.',
        ),
      );
    });
}

function row(run: Run): string[] {
  const { id, state, slot, started, ended, reason } = run;
  return [
    id,
    stateWord(state),
    slot,
    timeWord(started),
    tookWord(started, ended, new Date()),
    reason,
  ];
}
