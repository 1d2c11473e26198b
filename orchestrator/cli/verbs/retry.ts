/** retry: runs the unsuccessful stages of an ended run again, or a stage and all after it. */
import { Option, type Command } from 'commander';
import type { StageRun } from '../../model/run.ts';
import { NotFound, TerminalError } from '../../model/errors.ts';
import { each } from '../arguments.ts';
import type { Context } from '../context.ts';
import { runNamed } from '../find.ts';
import { followOptions, followRun, type Following } from '../follow-run.ts';
import { noteNoLeader } from '../leader.ts';

interface Options extends Following {
  from: string[];
  reason: string;
}

export function retry(command: Command, context: Context): void {
  command
    .addOption(
      new Option('--from <stage>', 'run this stage and all after it again; repeatable')
        .argParser(each)
        .default([], 'the unsuccessful ones'),
    )
    .option('--reason <text>', 'reason, kept in the history', 'retried by hand');
  followOptions(command).action(async (name: string, { from, reason, ...following }: Options) => {
    const rooms = await context.open();
    const { store } = rooms;
    const { id } = await runNamed(store, name);
    const stages = await store.stages.of(id);
    check(id, stages, from);
    const after = await store.history.last();
    if (!(await store.runs.retry(id, from.length > 0 ? from : null, reason))) {
      const run = await store.runs.get(id);
      throw new TerminalError(`${id} can't be retried: it is ${run?.state ?? 'gone'}`, {
        hint: 'Only a succeeded, failed or killed run can.',
      });
    }
    await noteNoLeader(context, rooms);
    if (following.wait || following.follow) {
      process.exitCode = await followRun(context, rooms, id, following, after);
      return;
    }
    const again = (await store.stages.of(id)).filter(({ state }) => state !== 'succeeded');
    context.print(
      { run: await store.runs.get(id), again: again.map((stage) => stage.name) },
      () => `${id} runs again: ${again.map((stage) => stage.name).join(', ')}`,
    );
  });
}

function check(run: string, stages: readonly StageRun[], from: readonly string[]): void {
  const unknown = from.filter((name) => !stages.some((stage) => stage.name === name));
  if (stages.length === 0)
    throw new TerminalError(`${run} never started, so there is nothing to retry`, {
      hint: 'Start another with: sparkwright run <pipeline>',
    });
  if (unknown.length > 0)
    throw new NotFound(`${run} has no stage ${unknown.join(', ')}`, {
      hint: `Its stages are ${stages.map(({ name }) => name).join(', ')}.`,
    });
  if (from.length === 0 && stages.every(({ state }) => state === 'succeeded'))
    throw new TerminalError(`every stage of ${run} has succeeded`, {
      hint: 'Run stages again with --from <stage>.',
    });
}
