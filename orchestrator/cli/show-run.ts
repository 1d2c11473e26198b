import pc from './colors.ts';
import type { World } from '../engine/ports.ts';
import type { Attempt } from '../model/attempt.ts';
import { EXIT } from './exit-code.ts';
import { logsOf } from './logs-of.ts';
import { stageTable } from './stage-table.ts';
import { lastLines } from './log-text.ts';
import { indented, stateWord } from './words.ts';
import { forTerminal, jsonLine } from './terminal.ts';

const LOG_LINES = 30;

/** Prints how a run ended, stage by stage, and what its failed drivers said last; returns the exit code. */
export async function showRun(world: World, id: string, json: boolean): Promise<number> {
  const { store, clock } = world;
  const run = await store.runs.get(id);
  const stages = await store.stages.of(id);
  const attempts = await store.attempts.of(id);
  const code = run?.state === 'succeeded' ? EXIT.done : EXIT.failed;
  if (json) {
    process.stdout.write(`${jsonLine({ ...run, stages, attempts })}\n`);
    return code;
  }
  process.stdout.write(`${forTerminal(stageTable(stages, attempts, clock.now()))}\n`);
  for (const { name, state, reason } of stages)
    if (state === 'failed' || state === 'skipped' || state === 'killed')
      process.stdout.write(forTerminal(`${name} ${stateWord(state)}: ${reason}\n`));
  const failed = attempts.findLast(({ state }) => state === 'failed');
  if (code !== EXIT.done && failed)
    process.stderr.write(forTerminal(await lastWords(world, failed)));
  process.stdout.write(
    forTerminal(`${id} ${stateWord(run?.state ?? 'is gone')}: ${run?.reason ?? ''}\n`),
  );
  return code;
}

async function lastWords(world: World, attempt: Attempt): Promise<string> {
  const { id, error, diagnosis } = attempt;
  const why = error?.traceback ?? (error ? `${error.class}: ${error.message}` : '');
  const advice = diagnosis ? `\n${pc.bold(diagnosis.class)}: ${diagnosis.advice}\n` : '\n';
  const logs = await logsOf(world, attempt).catch(() => []);
  const words = logs
    .filter(({ name }) => name.startsWith('driver.'))
    .map(({ name, text }) => ({ name, last: lastLines(withoutLaunch(text), LOG_LINES) }))
    .filter(({ last }) => last !== '')
    .map(({ name, last }) => `\nLast lines of ${name}:\n${indented(last)}\n`);
  return `\n${pc.bold(id)} failed:\n${indented(why.trimEnd())}\n${advice}${words.join('')}`;
}

/** A driver's stderr begins with the command that it was started by, a long one, and a line below it. */
function withoutLaunch(text: string): string {
  return text.replace(/^Launch Command: .*\n=+\n/, '');
}
