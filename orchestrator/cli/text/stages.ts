import type { Attempt } from '../../model/attempt.ts';
import type { RowCounts } from '../../model/result.ts';
import type { StageRun } from '../../model/run.ts';
import { hostOf } from '../../model/session.ts';
import { table } from '../../terminal/table.ts';
import { numberWord, stateWord, tookWord } from '../../terminal/words.ts';

/** Formats a run's stages, with the rows that their last attempts read and wrote. */
export function stageTable(
  stages: readonly StageRun[],
  attempts: readonly Attempt[],
  now: Date,
): string {
  const titles = ['took', 'attempts', 'read', 'written', 'quarantined'];
  const columns = ['stage', 'state', ...titles.map((right) => ({ right })), 'driver'];
  const rows = stages.map((stage) => row(stage, attempts, now));
  return table(columns, rows, 'It has no stages yet: it is not planned.');
}

function row(stage: StageRun, attempts: readonly Attempt[], now: Date): string[] {
  const own = attempts.filter((attempt) => attempt.stage === stage.name);
  const last = own.at(-1);
  const counts = Object.values(last?.result?.rows ?? {});
  const reads = counts.flatMap(({ read }) => (read === null ? [] : [read]));
  const result = last?.result?.status === 'succeeded' || counts.length > 0;
  return [
    stage.name,
    stateWord(stage.state),
    tookWord(stage.started, stage.ended, now),
    String(own.length),
    reads.length > 0 ? numberWord(sum(reads)) : '-',
    result ? numberWord(total(counts, 'written')) : '-',
    result ? numberWord(total(counts, 'quarantined')) : '-',
    hostOf(last?.driver ?? null) ?? last?.driver ?? '-',
  ];
}

function total(counts: readonly RowCounts[], field: 'written' | 'quarantined'): number {
  return sum(counts.map((count) => count[field]));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((before, number) => before + number, 0);
}
