/**
 * starve: a driver without a worker, or an application without executors, that has waited too long. Admission keeps
 * ours from it, a stranger on the cluster may still cause it. The youngest gives its cores back and waits its turn again;
 * the others may then go on.
 */
import type { OpenAttempt } from '../model/attempt.ts';
import { demandOf } from './demand.ts';
import type { ClusterState, World } from './ports.ts';
import { waitsFor } from './words.ts';

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
  // Without a worker there is nothing to share out, and giving cores back would help nobody.
  if (!state.workers.some(({ alive }) => alive)) return;
  const reason = await wordsFor(world, youngest, state, Math.round(waited(youngest)));
  world.log.warn(`${youngest.id}: ${reason}`);
  await store.attempts.killing(youngest.id, { for: 'starved', reason, since: now });
}

async function wordsFor(
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
