import type { Commitment, OpenAttempt } from '../../model/attempt.ts';
import type { Diagnosis } from '../../model/diagnosis.ts';
import { backoffSeconds, type RetryPolicy } from '../../model/pipeline.ts';
import type { World } from '../../ports/ports.ts';
import { stageOf } from '../admission/demand.ts';

/** Tries after a starved attempt or a lost submission; they use up no retry. */
const FREE_TRIES = 5;
const FREE_PAUSE_SECONDS = 1;

/** What a failed attempt means for its stage: another try, or the end. */
export async function commitmentOf(
  world: Pick<World, 'store' | 'clock' | 'random'>,
  attempt: OpenAttempt,
  diagnosis: Diagnosis | null,
): Promise<Commitment> {
  const { stage, run, state, reason, error, counted } = attempt;
  if (state === 'killed') return { stage: 'killed', reason };
  const withDiagnosis = diagnosis ? { diagnosis } : {};
  const policy = (await stageOf(world, attempt, stage))?.retries;
  const earlier = (await world.store.attempts.of(run)).filter((each) => each.stage === stage);
  const failed = earlier.filter((each) => each.counted && each.state === 'failed').length;
  const free = earlier.filter((each) => !each.counted && each.error?.class === error?.class).length;
  const retryable = diagnosis?.retryable ?? error?.retryable ?? false;
  const spent = counted ? failed > (policy?.limit ?? 0) : free > FREE_TRIES;
  if (!policy || !retryable || spent) return { stage: 'failed', reason, ...withDiagnosis };
  const pause = counted
    ? backoffSeconds(policy, failed, world.random())
    : FREE_PAUSE_SECONDS * 2 ** (free - 1);
  const which = counted ? `retry ${failed} of ${policy.limit}` : 'tried again';
  return {
    stage: 'ready',
    reason: `${which} in ${pause.toFixed(pause < 10 ? 1 : 0)} s, after ${reason}`,
    notBefore: new Date(world.clock.steady().getTime() + pause * 1000),
    ...moreMemory(attempt, policy, diagnosis),
    ...withDiagnosis,
  };
}

/** After an out-of-memory failure the next attempt gets more, if the pipeline's factor says so. */
function moreMemory(
  { driverScale, executorScale }: OpenAttempt,
  { memoryFactor }: RetryPolicy,
  diagnosis: Diagnosis | null,
): Partial<Commitment> {
  if (diagnosis?.class === 'driver-out-of-memory')
    return { driverScale: driverScale * memoryFactor };
  if (diagnosis?.class === 'executor-out-of-memory')
    return { executorScale: executorScale * memoryFactor };
  return {};
}
