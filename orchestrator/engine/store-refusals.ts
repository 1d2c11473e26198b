/**
 * Transitions that the run store refuses for good, such as a text that it can't keep. Each is retried in a few passes and then
 * given up with the reason, so that nothing waits forever.
 */
import { describe, StoreRefused } from '../model/errors.ts';
import type { World } from '../ports/ports.ts';

/** Passes after which a transition that is still refused is given up. */
export const PATIENCE = 5;

interface Refusal {
  times: number;
  /** The store's first message. */
  reason: string;
  /** When the transition was given up; null before. */
  since: Date | null;
  /** Whether it was logged that giving up is refused too. */
  logged: boolean;
}

/** Refusals of each transition, in this process: a restart counts again from zero. */
const refusalsOf = new WeakMap<World['store'], Map<string, Refusal>>();

/**
 * - `accepted`: the store took the transition.
 * - `given-up`: the replacement has been done.
 * - `waits`: the replacement is not done yet; the next pass tries again.
 */
export type StoreAnswer = 'accepted' | 'given-up' | 'waits';

/**
 * Tries a transition. From the fifth pass on, a refusal calls `giveUp` in its place.
 *
 * @param what - names the transition and its object: `end retail-1-load-1`
 * @param giveUp - gets a short reason that holds nothing from outside; returns false if it needs more passes
 * @throws StoreRefused in the passes before
 */
export async function orGiveUp(
  { store, log, clock }: Pick<World, 'store' | 'log' | 'clock'>,
  what: string,
  transition: () => Promise<unknown>,
  giveUp: (reason: string, since: Date) => Promise<unknown>,
): Promise<StoreAnswer> {
  const refusals = refusalsOf.get(store) ?? new Map<string, Refusal>();
  refusalsOf.set(store, refusals);
  try {
    await transition();
  } catch (error) {
    if (!(error instanceof StoreRefused)) throw error;
    const reason = `${StoreRefused.name}: ${describe(error)}`;
    const before = refusals.get(what);
    const refusal: Refusal = before ?? { times: 0, reason, since: null, logged: false };
    refusals.set(what, refusal);
    refusal.times += 1;
    if (refusal.times < PATIENCE) throw error;
    // Logged once: a permanent refusal must not fill the log.
    if (refusal.since === null)
      log.error(`${what}: given up after ${refusal.times} passes: ${reason}`, { error });
    refusal.since ??= clock.steady();
    try {
      if ((await giveUp(reason, refusal.since)) === false) return 'waits';
    } catch (second) {
      if (!(second instanceof StoreRefused)) throw second;
      if (!refusal.logged)
        log.error(`${what}: giving it up is refused too, and is tried again: ${describe(second)}`, {
          error: second,
        });
      refusal.logged = true;
      return 'waits';
    }
    refusals.delete(what);
    return 'given-up';
  }
  refusals.delete(what);
  return 'accepted';
}

/** Names the transition that saves an attempt's driver, for `orGiveUp` and `refusalOf`. */
export function submissionOf(attempt: string): string {
  return `submit ${attempt}`;
}

/** Why the store refused a transition that it has not accepted since; null if it did not. */
export function refusalOf({ store }: Pick<World, 'store'>, what: string): string | null {
  return refusalsOf.get(store)?.get(what)?.reason ?? null;
}

/** Fails a stage; if the store refuses even the bare reason, its run ends instead. */
export async function failStage(
  world: Pick<World, 'store' | 'log' | 'clock'>,
  run: string,
  stage: string,
  reason: string,
): Promise<StoreAnswer> {
  const { stages, runs } = world.store;
  return orGiveUp(
    world,
    `fail ${run}/${stage}`,
    () => stages.fail(run, stage, reason),
    async (why) => {
      try {
        await stages.fail(run, stage, why);
      } catch (error) {
        if (!(error instanceof StoreRefused)) throw error;
        await runs.kill(run, why, 'failed');
      }
    },
  );
}
