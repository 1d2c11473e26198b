/** admit: a ready stage waits, with the reason in words, until its pool and the cluster have room for it. */
import type { OpenAttempt } from '../model/attempt.ts';
import type { Size } from '../model/pipeline.ts';
import type { StageTurn } from '../model/run.ts';
import { demandOf } from './demand.ts';
import { each } from './each.ts';
import { Places } from './places.ts';
import type { ClusterState, Demand, World } from './ports.ts';
import { roomFor } from './room.ts';
import { tooLarge, waitsFor } from './words.ts';

/** How many ready stages are looked at in one pass, and how many of them are told why they wait. */
const LOOKED_AT = 1_000;
const EXPLAINED = 50;

export async function admit(world: World): Promise<void> {
  const { store, cluster, clock } = world;
  const ready = await store.stages.ready(clock.steady(), LOOKED_AT);
  if (ready.length === 0) return;
  const [state, open, promised, pools] = await Promise.all([
    cluster.state(),
    store.attempts.open(),
    store.stages.admitted(),
    ready.some(({ pool }) => pool !== null) ? store.stages.pools() : new Map<string, number>(),
  ]);
  const reserved = await reservations(world, state, open, promised);
  const places = new Places(world.pools, pools);
  const admitted: StageTurn[] = [];
  const waiting: (StageTurn & { reason: string })[] = [];
  const hopeless: (StageTurn & { reason: string })[] = [];
  let ahead = 0;
  for (const stage of ready) {
    const demand = await demandOf(world, stage, stage.name);
    if (!demand) continue;
    const lacking = places.lacks(stage);
    if (lacking !== null) {
      waiting.push({ ...stage, reason: lacking });
      continue;
    }
    const room = roomFor(demand, state.workers, reserved);
    if (room === 'never-fits') {
      hopeless.push({ ...stage, reason: tooLarge(demand) });
      continue;
    }
    if (room === 'fits') admitted.push(stage);
    else waiting.push({ ...stage, reason: waitsFor(demand, state.workers, ahead) });
    if (room !== 'fits') ahead += 1;
    // A stage that waits keeps its place: what comes after it may not take its room for ever.
    places.take(stage);
    reserved.push(demand.driver, demand.executor);
    if (ahead >= EXPLAINED) break;
  }
  if (admitted.length > 0) await store.stages.admit(admitted);
  if (waiting.length > 0) await store.stages.explain(waiting.slice(0, EXPLAINED));
  await each(hopeless, ({ run, name, reason }) => store.stages.fail(run, name, reason));
}

/** What is promised to stages whose driver or executor the workers' free cores don't show yet. */
export async function reservations(
  world: Pick<World, 'store'>,
  state: ClusterState,
  open: readonly OpenAttempt[],
  admitted: readonly StageTurn[],
): Promise<Size[]> {
  const reserved: Size[] = [];
  for (const attempt of open) {
    const demand = await demandOf(world, attempt, attempt.stage);
    if (demand) reserved.push(...unregistered(attempt, state, demand));
  }
  for (const stage of admitted) {
    const demand = await demandOf(world, stage, stage.name);
    if (demand) reserved.push(demand.driver, demand.executor);
  }
  return reserved;
}

function unregistered(attempt: OpenAttempt, state: ClusterState, demand: Demand): Size[] {
  const driver = state.drivers.get(attempt.driver ?? '')?.state;
  if (driver === undefined || driver === 'SUBMITTED' || driver === 'unknown')
    return attempt.state === 'killing' ? [] : [demand.driver, demand.executor];
  if (driver !== 'RUNNING' || attempt.state === 'killing') return [];
  const cores = state.applications.get(attempt.application ?? '')?.cores ?? 0;
  return cores > 0 ? [] : [demand.executor];
}
