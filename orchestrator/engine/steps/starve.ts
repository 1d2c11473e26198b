/**
 * starve: an attempt that has waited too long for a worker or for executors is killed and tried again, the youngest first, so
 * that its cores let the others go on. Admission prevents this among our own stages; other applications can still cause it.
 */
import type { OpenAttempt } from '../../model/attempt.ts';
import type { ClusterState, World } from '../../ports/ports.ts';
import { demandOf } from '../admission/demand.ts';
import { waitsFor } from '../admission/reasons.ts';
import { markKilling } from '../watch/kill.ts';

export async function starve(world: World): Promise<void> {
  const { store, cluster, clock, patience } = world;
  const open = await store.attempts.open();
  const now = clock.steady();
  const waited = ({ waitingSince }: OpenAttempt) =>
    waitingSince === null ? 0 : (now.getTime() - waitingSince.getTime()) / 1000;
  const starved = open.filter(
    (attempt) => attempt.state !== 'killing' && waited(attempt) >= patience.starvation,
  );
  const youngest = starved.at(-1);
  if (!youngest || open.some(({ killing }) => killing?.for === 'starved')) return;
  const state = await cluster.state();
  // Without a living worker, cores that are given back help nobody.
  if (!state.workers.some(({ alive }) => alive)) return;
  const reason = await reasonFor(world, youngest, state, Math.round(waited(youngest)));
  world.log.warn(`${youngest.id}: ${reason}`);
  await markKilling(world, youngest, { for: 'starved', reason, since: now });
}

async function reasonFor(
  world: World,
  attempt: OpenAttempt,
  state: ClusterState,
  seconds: number,
): Promise<string> {
  const what = attempt.application ?? attempt.driver ?? '';
  const demand = await demandOf(world, attempt, attempt.stage);
  const room = demand ? `: it ${waitsFor(demand, state.workers, 0)}` : '';
  return `${what} has starved for ${seconds} s${room}; it gives back what it holds`;
}
