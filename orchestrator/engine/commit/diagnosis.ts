import type { OpenAttempt } from '../../model/attempt.ts';
import { diagnose } from '../../model/diagnose.ts';
import type { Diagnosis } from '../../model/diagnosis.ts';
import { describe } from '../../model/errors.ts';
import type { ClusterState, LogFile, World } from '../../ports/ports.ts';

/** Diagnoses a failed attempt from its result and from the logs that can be fetched. Null if it was killed. */
export async function diagnosisOf(world: World, attempt: OpenAttempt): Promise<Diagnosis | null> {
  if (attempt.state === 'killed') return null;
  const [logs, state] = await Promise.all([logsOf(world, attempt), stateOf(world)]);
  const driver = state?.drivers.get(attempt.driver ?? '');
  const worker = state?.workers.find(({ id }) => id === driver?.worker);
  return diagnose({
    error: attempt.error,
    result: attempt.result,
    killedFor: attempt.killing?.for ?? null,
    logs,
    driver: state ? (driver?.state ?? 'absent') : 'unknown',
    workerAlive: driver?.worker ? (worker?.alive ?? false) : null,
    application: attempt.application,
  });
}

/** Logs are evidence, not truth: without them the result alone is diagnosed. */
async function logsOf({ cluster, log }: World, attempt: OpenAttempt): Promise<LogFile[]> {
  if (attempt.driver === null) return [];
  try {
    return await cluster.logs(attempt.driver, attempt.application);
  } catch (error) {
    log.warn(`the logs of ${attempt.id} could not be fetched: ${describe(error)}`);
    return [];
  }
}

async function stateOf({ cluster }: World): Promise<ClusterState | null> {
  return cluster.state().catch(() => null);
}
