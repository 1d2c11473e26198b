import type { Store } from '../../orchestrator/ports/ports.ts';
import type { Attempt } from '../../orchestrator/model/attempt.ts';
import type { Diagnosis } from '../../orchestrator/model/diagnosis.ts';
import { until } from '../support/until.ts';

/** Resolves with the first attempt of a run once it has failed and been diagnosed. */
export function firstDiagnosed(
  store: Store,
  run: string,
): Promise<Attempt & { diagnosis: Diagnosis }> {
  return until(async () => {
    const [attempt] = await store.attempts.of(run);
    return attempt?.diagnosis ? { ...attempt, diagnosis: attempt.diagnosis } : null;
  });
}
