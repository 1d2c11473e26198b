import pc from './colors.ts';
import type { Attempt } from '../model/attempt.ts';
import { indented, stateWord, tookWord } from './words.ts';

/** An attempt on a line; below it where it ran, why it failed, and what to do about it. */
export function attemptWords(attempt: Attempt, now: Date): string {
  const { id, state, reason, driver, application, created, ended, error, diagnosis } = attempt;
  const ids = [driver, application].filter((each) => each !== null).join('  ');
  const lines = [
    `${pc.bold(id)}  ${stateWord(state)}  ${tookWord(created, ended, now)}${ids ? `  ${pc.dim(ids)}` : ''}`,
  ];
  if (state !== 'succeeded') lines.push(`  ${reason}`);
  if (diagnosis) {
    lines.push(`  ${pc.bold(diagnosis.class)}: ${diagnosis.advice}`);
    lines.push(`  told by ${diagnosis.from}: ${diagnosis.evidence}`);
  } else if (error) lines.push(`  ${error.class}: ${error.message}`);
  if (error?.traceback) lines.push(indented(error.traceback.trimEnd(), 4));
  return lines.join('\n');
}
