/** follow: what can be seen of an attempt whose end is not decided yet. */
import type { OpenAttempt } from '../model/attempt.ts';
import type { World } from './ports.ts';
import type { Sight } from './sight.ts';

export async function follow(world: World, attempt: OpenAttempt, sight: Sight): Promise<void> {
  const { driver, application, state } = sight;
  const cores = state?.applications.get(application ?? '')?.cores;
  if (driver === 'RUNNING') {
    const waiting = cores === 0;
    const waitingSince = waiting ? (attempt.waitingSince ?? world.clock.steady()) : null;
    const reason = wordsFor(application, cores);
    const news =
      attempt.state !== 'running' ||
      reason !== attempt.reason ||
      (waitingSince === null) !== (attempt.waitingSince === null);
    if (news) await world.store.attempts.running(attempt.id, { application, reason, waitingSince });
    return;
  }
  if (cores === undefined || driver === 'SUBMITTED' || driver === 'unknown') return;
  const reason = `its driver is ${driver}, its application ${String(application)} still runs on ${cores} cores`;
  if (reason !== attempt.reason)
    await world.store.attempts.explain(attempt.id, reason, application);
}

function wordsFor(application: string | null, cores: number | undefined): string {
  if (application === null) return 'its driver has started';
  if (cores === undefined) return `${application} has ended`;
  return cores === 0
    ? `${application} waits for an executor`
    : `${application} runs on ${cores} cores`;
}
