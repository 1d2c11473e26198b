/**
 * A store that refuses some transitions for good, as if their text were unsupported. It accepts failures, kills, ends and
 * commits whose reason is only the refusal, because the engine gives up refused transitions by these.
 */
import type { Store } from '../../../orchestrator/ports/ports.ts';
import { StoreRefused } from '../../../orchestrator/model/errors.ts';
import type { Universe } from './universe.ts';

export function refusing(store: Store, universe: Universe): Store {
  const { attempts, pipelines, runs, stages } = store;
  const take = <T>(what: string, transition: () => Promise<T>): Promise<T> =>
    universe.refuses(what)
      ? Promise.reject(new StoreRefused(new Error(`unsupported text in: ${what}`)))
      : transition();
  const unlessBare = <T>(reason: string, what: string, transition: () => Promise<T>): Promise<T> =>
    isBare(reason) ? transition() : take(what, transition);
  /** Refuses all changes of one statement if it refuses one of them. */
  const takeAll = (
    verb: string,
    all: readonly { run: string; name: string }[],
    transition: () => Promise<void>,
  ) =>
    all.reduce<() => Promise<void>>(
      (then, { run, name }) =>
        () =>
          take(`${verb} ${run}/${name}`, then),
      transition,
    )();
  return {
    ...store,
    pipelines: {
      ...pipelines,
      take: (name, slot, made, next) =>
        take(`take ${slot.toISOString()} of ${name}`, () => pipelines.take(name, slot, made, next)),
    },
    runs: {
      ...runs,
      plan: (run, plan) => take(`plan ${run}`, () => runs.plan(run, plan)),
      fail: (run, reason) => unlessBare(reason, `fail ${run}`, () => runs.fail(run, reason)),
      kill: (run, reason, as) =>
        unlessBare(reason, `kill ${run}`, () => runs.kill(run, reason, as)),
      endKilled: (run) => take(`end ${run}`, () => runs.endKilled(run)),
    },
    stages: {
      ...stages,
      admit: (all) => takeAll('admit', all, () => stages.admit(all)),
      explain: (all) => takeAll('explain', all, () => stages.explain(all)),
      fail: (run, name, reason) =>
        take(`fail ${run}/${name}`, () => stages.fail(run, name, reason)),
    },
    attempts: {
      ...attempts,
      intend: (attempt) => take(`intend ${attempt.id}`, () => attempts.intend(attempt)),
      submitted: (id, driver, reason, at) =>
        take(`submit ${id}`, () => attempts.submitted(id, driver, reason, at)),
      adopted: (id, driver, reason) =>
        take(`adopt ${id}`, () => attempts.adopted(id, driver, reason)),
      running: (id, seen) => take(`run ${id}`, () => attempts.running(id, seen)),
      killing: (id, cause) => take(`kill ${id}`, () => attempts.killing(id, cause)),
      explain: (id, reason, application) =>
        take(`explain ${id}`, () => attempts.explain(id, reason, application)),
      ended: (id, outcome) =>
        unlessBare(outcome.reason, `end ${id}`, () => attempts.ended(id, outcome)),
      commit: (attempt, commitment) =>
        unlessBare(commitment.reason, `commit ${attempt.id}`, () =>
          attempts.commit(attempt, commitment),
        ),
    },
  };
}

function isBare(reason: string): boolean {
  return reason.startsWith(StoreRefused.name) && reason.length < 1_000;
}
