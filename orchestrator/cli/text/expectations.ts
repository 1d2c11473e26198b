import pc from '../../terminal/colors.ts';
import type { Attempt } from '../../model/attempt.ts';
import {
  failedShare,
  percent,
  verdictOf,
  type Expectation,
  type ExpectationVerdict,
} from '../../model/expectation.ts';
import type { StageRun } from '../../model/run.ts';
import { table } from '../../terminal/table.ts';
import { numberWord } from '../../terminal/words.ts';

const COLOURS: Record<ExpectationVerdict, (text: string) => string> = {
  ok: pc.green,
  warned: pc.yellow,
  dropped: pc.yellow,
  tolerated: pc.yellow,
  failed: pc.red,
};

/** Formats the expectations of each stage's last attempt; empty if there are none. */
export function expectationTable(
  stages: readonly StageRun[],
  attempts: readonly Attempt[],
): string {
  const rows = stages.flatMap(({ name }) => {
    const last = attempts.findLast(({ stage, result }) => stage === name && result !== null);
    return (last?.result?.expectations ?? []).map((expectation) => row(name, expectation));
  });
  if (rows.length === 0) return '';
  const numbers = ['rows', 'failed', 'share', 'threshold'].map((right) => ({ right }));
  return table(['stage', 'table', 'expectation', 'action', ...numbers, 'verdict'], rows, '');
}

function row(stage: string, expectation: Expectation): string[] {
  const { table: lake, name, action, rows, failed, threshold } = expectation;
  const verdict = verdictOf(expectation);
  return [
    stage,
    lake,
    name,
    action,
    rows === null ? '-' : numberWord(rows),
    failed === null ? '-' : numberWord(failed),
    failedShare(expectation) ?? '-',
    threshold === null ? '-' : percent(threshold),
    COLOURS[verdict](verdict),
  ];
}
