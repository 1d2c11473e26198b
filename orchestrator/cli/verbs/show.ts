/** show: prints a run with its stages, rows and attempts. */
import type { Command } from 'commander';
import pc from '../../terminal/colors.ts';
import type { Attempt } from '../../model/attempt.ts';
import type { Run, StageRun } from '../../model/run.ts';
import { attemptWords } from '../text/attempt.ts';
import type { Context } from '../context.ts';
import { expectationTable } from '../text/expectations.ts';
import { runNamed } from '../find.ts';
import { warningLines } from '../text/warnings.ts';
import { stageTable } from '../text/stages.ts';
import { table } from '../../terminal/table.ts';
import { numberWord, stateWord, timeWord, tookWord } from '../../terminal/words.ts';

export function show(command: Command, context: Context): void {
  command
    .addHelpText('after', '\nA run is an id or its beginning, latest, or latest:<pipeline>.')
    .action(async (name: string) => {
      const { store, world } = await context.open();
      const run = await runNamed(store, name);
      const stages = await store.stages.of(run.id);
      const attempts = await store.attempts.of(run.id);
      context.print({ run, stages, attempts }, () =>
        page(run, stages, attempts, world.clock.now()),
      );
    });
}

function page(
  run: Run,
  stages: readonly StageRun[],
  attempts: readonly Attempt[],
  now: Date,
): string {
  return [
    heading(run, now),
    stageTable(stages, attempts, now),
    reasons(stages),
    rows(stages, attempts),
    expectationTable(stages, attempts),
    warningLines(stages, attempts),
    attempts.map((attempt) => attemptWords(attempt, now)).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function heading(run: Run, now: Date): string {
  const { id, state, slot, slotStart, slotEnd, params, version, release, priority, fullRefresh } =
    run;
  const from = timeWord(slotStart);
  const whole = slotStart < slotEnd ? `${slot} (${from} to ${timeWord(slotEnd)} UTC)` : slot;
  const given = Object.entries(params).map(([key, value]) => `${key}=${String(value)}`);
  const lines: [string, string][] = [
    ['pipeline', version === null ? run.pipeline : `${run.pipeline}, version ${version}`],
    ['release', release?.slice(0, 12) ?? '-'],
    ['slot', whole],
    ['params', given.join('  ') || '-'],
    ['started', `${timeWord(run.started)}  took ${tookWord(run.started, run.ended, now)}`],
    ['priority', String(priority)],
    ...(fullRefresh.length > 0
      ? [['full refresh', fullRefresh.join(', ')] as [string, string]]
      : []),
    ['reason', run.reason],
  ];
  const width = Math.max(...lines.map(([key]) => key.length));
  return [
    `${pc.bold(id)}  ${stateWord(state)}`,
    ...lines.map(([key, value]) => `  ${pc.dim(key.padEnd(width))}  ${value}`),
  ].join('\n');
}

/** The reasons of stages that did not simply succeed or wait. */
function reasons(stages: readonly StageRun[]): string {
  return stages
    .filter(({ state }) => state !== 'succeeded' && state !== 'waiting')
    .map(({ name, state, reason }) => `${name} ${stateWord(state)}: ${reason}`)
    .join('\n');
}

/** Rows of each table, by stage; empty if there are none. */
function rows(stages: readonly StageRun[], attempts: readonly Attempt[]): string {
  const counted = stages.flatMap(({ name }) => {
    const last = attempts.findLast(({ stage }) => stage === name);
    return Object.entries(last?.result?.rows ?? {}).map(([lake, count]) => [
      name,
      lake,
      count.read === null ? '-' : numberWord(count.read),
      numberWord(count.written),
      numberWord(count.quarantined),
    ]);
  });
  const numbers = ['read', 'written', 'quarantined'].map((right) => ({ right }));
  return counted.length === 0 ? '' : table(['stage', 'table', ...numbers], counted, '');
}
