import pc from '../../terminal/colors.ts';
import type { Attempt } from '../../model/attempt.ts';
import { indented, stateWord, tookWord } from '../../terminal/words.ts';

/** Formats an attempt: a line with its ids, then the cause of a failure and advice. */
export function attemptWords(attempt: Attempt, now: Date): string {
  const { id, state, reason, driver, application, created, ended, error, diagnosis } = attempt;
  const ids = [driver, application].filter((each) => each !== null).join('  ');
  const lines = [
    `${pc.bold(id)}  ${stateWord(state)}  ${tookWord(created, ended, now)}${ids ? `  ${pc.dim(ids)}` : ''}`,
  ];
  if (state !== 'succeeded') lines.push(`  ${reason}`);
  if (diagnosis) {
    lines.push(`  ${pc.bold(diagnosis.class)}: ${diagnosis.advice}`);
    lines.push(`  evidence in ${diagnosis.from}: ${diagnosis.evidence}`);
  } else if (error) lines.push(`  ${error.class}: ${error.message}`);
  if (error?.traceback) lines.push(indented(error.traceback.trimEnd(), 4));
  return lines.join('\n');
}
