/** A store that refuses some transitions for good, for what they say; a bare change of state it takes. */
import type { Store } from '../../../orchestrator/engine/ports.ts';
import { StoreRefused } from '../../../orchestrator/model/errors.ts';
import type { Universe } from './universe.ts';

export function refusing(store: Store, universe: Universe): Store {
  const { attempts, runs } = store;
  return {
    ...store,
    runs: {
      ...runs,
      plan: (run, plan) =>
        universe.refuses(`plan ${run}`) ? refused(`plan ${run}`) : runs.plan(run, plan),
    },
    attempts: {
      ...attempts,
      intend: (attempt) =>
        universe.refuses(`intend ${attempt.id}`)
          ? refused(`intend ${attempt.id}`)
          : attempts.intend(attempt),
      ended: (id, outcome) =>
        !isBare(outcome.reason) && universe.refuses(`end ${id}`)
          ? refused(`end ${id}`)
          : attempts.ended(id, outcome),
      commit: (attempt, commitment) =>
        !isBare(commitment.reason) && universe.refuses(`commit ${attempt.id}`)
          ? refused(`commit ${attempt.id}`)
          : attempts.commit(attempt, commitment),
    },
  };
}

function isBare(reason: string): boolean {
  return reason.startsWith(StoreRefused.name) && reason.length < 1_000;
}

function refused(what: string): Promise<never> {
  return Promise.reject(new StoreRefused(new Error(`unsupported text in: ${what}`)));
}
