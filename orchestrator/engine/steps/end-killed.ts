/** end-killed: a killed run ends once none of its drivers and applications is left on the cluster. */
import { isAlive } from '../../model/verdict.ts';
import type { Run } from '../../model/run.ts';
import type { ClusterState, World } from '../../ports/ports.ts';
import { forEachConcurrently } from '../for-each.ts';
import { orGiveUp } from '../store-refusals.ts';

export async function endKilled(world: World): Promise<void> {
  const killing = await world.store.runs.killing();
  if (killing.length === 0) return;
  const state = await world.cluster.state();
  await forEachConcurrently(killing, (run) => endWhenGone(world, run, state));
}

async function endWhenGone(world: World, run: Run, state: ClusterState): Promise<void> {
  const { store, cluster } = world;
  const attempts = await store.attempts.of(run.id);
  const drivers = attempts.flatMap(({ driver }) =>
    driver !== null && isAlive(state.drivers.get(driver)?.state) ? [driver] : [],
  );
  const applications = attempts.flatMap(({ application }) =>
    application !== null && state.applications.has(application) ? [application] : [],
  );
  // A driver may outlive its result by a moment; killing it is quicker than waiting.
  for (const driver of drivers) await cluster.kill(driver);
  if (drivers.length > 0 || applications.length > 0) return;
  await orGiveUp(
    world,
    `end ${run.id}`,
    () => store.runs.endKilled(run.id),
    (reason) => store.runs.fail(run.id, reason),
  );
}
