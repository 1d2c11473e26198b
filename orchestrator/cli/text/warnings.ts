import pc from '../../terminal/colors.ts';
import type { Attempt } from '../../model/attempt.ts';
import type { StageRun } from '../../model/run.ts';

/** Formats the warnings of each stage's last attempt; empty if there are none. */
export function warningLines(
  stages: readonly Pick<StageRun, 'name'>[],
  attempts: readonly Pick<Attempt, 'stage' | 'result'>[],
): string {
  return stages
    .flatMap(({ name }) => {
      const last = attempts.findLast(({ stage }) => stage === name);
      return (last?.result?.warnings ?? []).map((each) => `${name} ${pc.yellow('warns')}: ${each}`);
    })
    .join('\n');
}
