import type { OpenAttempt } from '../../model/attempt.ts';
import type { World } from '../../ports/ports.ts';
import { orGiveUp } from '../store-refusals.ts';
import { abandon } from './abandon.ts';
import type { Sight } from './sight.ts';

/** Saves how an attempt is doing while nothing decides its end. Writes nothing if nothing has changed. */
export async function follow(world: World, attempt: OpenAttempt, sight: Sight): Promise<void> {
  const { driver, application, state } = sight;
  const cores = state?.applications.get(application ?? '')?.cores;
  if (driver === 'RUNNING') {
    const waiting = cores === 0;
    const waitingSince = waiting ? (attempt.waitingSince ?? world.clock.steady()) : null;
    const reason = progressOf(application, cores);
    const changed =
      attempt.state !== 'running' ||
      reason !== attempt.reason ||
      (waitingSince === null) !== (attempt.waitingSince === null);
    if (!changed) return;
    await orGiveUp(
      world,
      `run ${attempt.id}`,
      () => world.store.attempts.running(attempt.id, { application, reason, waitingSince }),
      (why, since) => abandon(world, attempt, why, since),
    );
    return;
  }
  if (cores === undefined || driver === 'SUBMITTED' || driver === 'unknown') return;
  const reason = `its driver is ${driver}, its application ${String(application)} still runs on ${cores} cores`;
  if (reason !== attempt.reason) await explain(world, attempt, reason, application);
}

/** Saves a reason. If the store refuses the text, the attempt goes on without it. */
export async function explain(
  world: World,
  { id }: OpenAttempt,
  reason: string,
  application: string | null,
): Promise<void> {
  await orGiveUp(
    world,
    `explain ${id}`,
    () => world.store.attempts.explain(id, reason, application),
    () => Promise.resolve(false),
  );
}

function progressOf(application: string | null, cores: number | undefined): string {
  if (application === null) return 'its driver has started';
  if (cores === undefined) return `${application} has ended`;
  return cores === 0
    ? `${application} waits for an executor`
    : `${application} runs on ${cores} cores`;
}
