/** runs: runs, newest first. */
import { Option, type Command } from 'commander';
import type { RunFilter } from '../engine/ports.ts';
import type { Run, RunState } from '../model/run.ts';
import type { Context } from './context.ts';
import { count } from './arguments.ts';
import { table } from './table.ts';
import { stateWord, timeWord, tookWord } from './words.ts';

const STATES: RunState[] = [
  ...['queued', 'running', 'killing', 'succeeded', 'failed', 'killed', 'skipped'],
] as RunState[];

interface Options {
  pipeline?: string;
  state?: RunState[];
  limit: number;
}

export function runs(command: Command, context: Context): void {
  command
    .option('--pipeline <name>', 'of this pipeline only')
    .addOption(new Option('--state <states...>', 'in these states only').choices(STATES))
    .option('--limit <n>', 'so many at most', count, 20)
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
