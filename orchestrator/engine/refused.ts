/** What the run store refuses for good is asked of it a few times, and is then given up with the reason: nothing waits for ever. */
import { describe, StoreRefused } from '../model/errors.ts';
import type { World } from './ports.ts';

/** Passes in which one transition may be refused. */
export const PATIENCE = 5;

/** Refusals of each transition, as far as this process has met them; a restart counts anew. */
const met = new WeakMap<World['store'], Map<string, number>>();

/**
 * Takes a transition; in the last of its passes, what is left to do without it.
 *
 * @param what - which transition, of what: `end retail-1-load-1`
 * @param giveUp - a bare change of state, with a short reason and nothing that came from outside
 */
export async function orGiveUp(
  { store, log }: Pick<World, 'store' | 'log'>,
  what: string,
  transition: () => Promise<void>,
  giveUp: (reason: string) => Promise<void>,
): Promise<void> {
  const refusals = met.get(store) ?? new Map<string, number>();
  met.set(store, refusals);
  try {
    await transition();
  } catch (error) {
    if (!(error instanceof StoreRefused)) throw error;
    const times = (refusals.get(what) ?? 0) + 1;
    refusals.set(what, times);
    if (times < PATIENCE) throw error;
    const reason = `${StoreRefused.name}: ${describe(error)}`;
    log.error(`${what}: given up after ${times} passes: ${reason}`, { error });
    await giveUp(reason);
  }
  refusals.delete(what);
}
