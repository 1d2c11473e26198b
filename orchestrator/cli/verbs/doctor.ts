/** doctor: checks every part that Sparkwright depends on, and prints fixes. */
import type { Command } from 'commander';
import pc from '../../terminal/colors.ts';
import { checksOf, checksWithout } from '../../doctor/checks.ts';
import { examine, type Examined } from '../../doctor/examine.ts';
import type { Verdict } from '../../model/check.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../../terminal/exit-code.ts';

export function doctor(command: Command, context: Context): void {
  command.action(async () => {
    const checks = await context.settings().then(checksOf, checksWithout);
    const found = await examine(checks);
    context.print({ checks: found }, () => doctorText(found));
    if (found.some(({ verdict }) => verdict === 'fail')) process.exitCode = EXIT.failed;
  });
}

const MARKS: Record<Verdict, string> = {
  ok: pc.green('ok  '),
  warn: pc.yellow('warn'),
  fail: pc.red('FAIL'),
};

export function doctorText(found: readonly Examined[]): string {
  const width = Math.max(...found.map(({ check }) => check.length));
  const gap = ' '.repeat(MARKS_WIDTH + width + 4);
  // The name of a check stands beside its first finding only.
  const lines = found.flatMap(({ check, verdict, message, hint }, index) => {
    const name = found[index - 1]?.check === check ? '' : check;
    const head = `${MARKS[verdict]}  ${name.padEnd(width)}  `;
    const [first = '', ...more] = message.split('\n');
    return [
      `${head}${first}`,
      ...[...more, ...(hint === '' ? [] : [hint])].map((line) => `${gap}${line}`),
    ];
  });
  return [...lines, '', summary(found)].join('\n');
}

const MARKS_WIDTH = 4;

function summary(found: readonly Examined[]): string {
  const count = (verdict: Verdict) => found.filter((each) => each.verdict === verdict).length;
  const [failed, warned] = [count('fail'), count('warn')];
  if (failed + warned === 0) return pc.green('All is well.');
  const parts = [
    ...(failed > 0 ? [pc.red(`${failed} failed`)] : []),
    ...(warned > 0 ? [pc.yellow(`${warned} ${warned === 1 ? 'warning' : 'warnings'}`)] : []),
    `${count('ok')} ok`,
  ];
  return parts.join(', ');
}
