import pc from '../../terminal/colors.ts';
import type { Services } from '../../services.ts';
import type { Attempt } from '../../model/attempt.ts';
import { quoted } from '../../model/visible.ts';
import { EXIT } from '../../terminal/exit-code.ts';
import { logsOf } from '../logs-of.ts';
import { stageTable } from './stages.ts';
import { lastLines } from './log.ts';
import { warningLines } from './warnings.ts';
import { indented, stateWord } from '../../terminal/words.ts';
import { forTerminal, jsonLine } from '../../terminal/safe-text.ts';

const LOG_LINES = 30;

/** Prints a run's outcome by stage, and the last lines of its failed driver; returns the exit code. */
export async function showRun(services: Services, id: string, json: boolean): Promise<number> {
  const { store } = services;
  const { clock } = services.world;
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
  const warnings = warningLines(stages, attempts);
  if (warnings !== '') process.stdout.write(`${forTerminal(warnings)}\n`);
  const failed = attempts.findLast(({ state }) => state === 'failed');
  if (code !== EXIT.done && failed)
    process.stderr.write(forTerminal(await failureText(services, failed)));
  process.stdout.write(
    forTerminal(`${id} ${stateWord(run?.state ?? 'is gone')}: ${run?.reason ?? ''}\n`),
  );
  return code;
}

async function failureText(services: Services, attempt: Attempt): Promise<string> {
  const { id, error, diagnosis } = attempt;
  const why = error?.traceback ?? (error ? `${error.class}: ${error.message}` : '');
  const advice = diagnosis ? `\n${pc.bold(diagnosis.class)}: ${diagnosis.advice}\n` : '\n';
  const logs = await logsOf(services, attempt).catch(() => []);
  const endings = logs
    .filter(({ name }) => name.startsWith('driver.'))
    .map(({ name, text }) => ({ name, last: quoted(lastLines(withoutLaunch(text), LOG_LINES)) }))
    .filter(({ last }) => last !== '')
    .map(({ name, last }) => `\nLast lines of ${name}:\n${indented(last)}\n`);
  return `\n${pc.bold(id)} failed:\n${indented(why.trimEnd())}\n${advice}${endings.join('')}`;
}

/** A driver's stderr begins with its long launch command and an underline. */
function withoutLaunch(text: string): string {
  return text.replace(/^Launch Command: .*\n=+\n/, '');
}
