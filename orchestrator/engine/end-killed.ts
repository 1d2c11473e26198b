/** end-killed: a run that was killed has ended when none of its drivers and applications is left on the cluster. */
import type { Run } from '../model/run.ts';
import { each } from './each.ts';
import type { ClusterState, World } from './ports.ts';

export async function endKilled(world: World): Promise<void> {
  const killing = await world.store.runs.killing();
  if (killing.length === 0) return;
  const state = await world.cluster.state();
  await each(killing, (run) => endWhenGone(world, run, state));
}

async function endWhenGone(
  { store, cluster }: World,
  run: Run,
  state: ClusterState,
): Promise<void> {
  const attempts = await store.attempts.of(run.id);
  const drivers = attempts.flatMap(({ driver }) => {
    const sight = state.drivers.get(driver ?? '')?.state;
    return driver !== null && (sight === 'SUBMITTED' || sight === 'RUNNING') ? [driver] : [];
  });
  const applications = attempts.flatMap(({ application }) =>
    application !== null && state.applications.has(application) ? [application] : [],
  );
  // A driver that has left its result takes a moment to go; it needs not be waited for.
  for (const driver of drivers) await cluster.kill(driver);
  if (drivers.length === 0 && applications.length === 0) await store.runs.endKilled(run.id);
}
