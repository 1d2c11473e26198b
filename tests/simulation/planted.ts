/** Plausible bugs that the histories must find. */
import type { Step, Steps } from '../../orchestrator/engine/loop.ts';
import type { World } from '../../orchestrator/ports/ports.ts';
import { attemptId } from '../../orchestrator/model/attempt.ts';
import { hostOf } from '../../orchestrator/model/session.ts';
import { StoreRefused, UnreachableError } from '../../orchestrator/model/errors.ts';
import type { Planted } from './world/orchestrator.ts';

/** Submits a driver before the intent is saved. */
export const SUBMIT_BEFORE_INTENT: Planted = {
  steps: replacing({
    submit:
      () =>
      async ({ store, cluster, attemptFiles, clock }: World) => {
        for (const turn of await store.stages.admitted()) {
          const { run, name, pipeline, version } = turn;
          const definition = await store.pipelines.definition(pipeline, version);
          const stage = definition?.stages.find((each) => each.name === name);
          if (!stage) continue;
          const number = turn.attempts + 1;
          const attempt = attemptId(run, name, number);
          const spec = await attemptFiles.writeSpec({
            attempt,
            run,
            pipeline,
            stage: name,
            number,
            slot: '',
            release: '',
            job: stage.job,
            interval: { start: '', end: '' },
            backfill: false,
            full_refresh: false,
            args: [],
            params: {},
            sources: {},
          });
          const driver = await cluster.submit({ attempt, run, name, release: '', spec, stage });
          await store.attempts.intend({ id: attempt, run, stage: name, number });
          await store.attempts.submitted(attempt, driver, 'late', clock.steady());
        }
      },
  }),
};

/** Admits a stage without a check of its state, which may have changed while the store was slow. */
export const UNGUARDED_ADMISSION: Planted = {
  store: (store, { tables, time }) => ({
    ...store,
    stages: {
      ...store.stages,
      admit: async (admitted) => {
        await time.wait(1_500);
        for (const { run, name } of admitted) {
          const stage = tables.stage(run, name);
          if (stage) tables.change(stage, { state: 'admitted', reason: 'admitted' }, { stage });
        }
      },
    },
  }),
};

/** Treats a submission without an answer as lost, without a look at the claim. */
export const RESUBMIT_WITHOUT_CLAIM: Planted = {
  steps: replacing({
    rescue:
      () =>
      async ({ store }: World) => {
        for (const { id, state } of await store.attempts.open())
          if (state === 'intended')
            await store.attempts.ended(id, {
              state: 'failed',
              reason: 'lost',
              result: null,
              counted: false,
              error: { class: 'SubmissionLost', message: 'lost', retryable: true },
            });
      },
  }),
};

/** Treats an unreachable master as one without drivers. */
export const UNREACHABLE_IS_ABSENT: Planted = {
  steps: replacing({
    watch: (watch) => (world: World) =>
      watch({
        ...world,
        cluster: {
          ...world.cluster,
          state: () =>
            world.cluster
              .state()
              .catch(() => ({ workers: [], drivers: new Map(), applications: new Map() })),
        },
      }),
  }),
};

/** Treats an attempt in a session as one without a driver while its host runs. */
export const SHARE_IS_ABSENT: Planted = {
  steps: replacing({
    watch: (watch) => (world: World) =>
      watch({
        ...world,
        cluster: {
          ...world.cluster,
          state: async () => {
            const state = await world.cluster.state();
            const own = [...state.drivers].filter(([id]) => hostOf(id) === null);
            return { ...state, drivers: new Map(own) };
          },
        },
      }),
  }),
};

/** Counts a session as closed if its host's submission got no answer, without a look at the claim. */
export const CLOSE_WITHOUT_CLAIM: Planted = {
  steps: replacing({
    'keep-sessions': (keep) => async (world: World) => {
      for (const { id, driver } of await world.store.sessions.open())
        if (driver === null) await world.store.sessions.closed(id, 'lost');
      await keep(world);
    },
  }),
};

/** Repeats the outcomes and commits that the store refuses, as if it were unreachable. */
export const REFUSAL_IS_AN_OUTAGE: Planted = {
  store: (store) => ({
    ...store,
    attempts: {
      ...store.attempts,
      ended: (id, outcome) => store.attempts.ended(id, outcome).catch(asOutage),
      commit: (attempt, commitment) => store.attempts.commit(attempt, commitment).catch(asOutage),
    },
  }),
};

/** Repeats refused submissions, failures of stages and ends of runs. */
export const REFUSED_STEPS_ARE_REPEATED: Planted = {
  store: (store) => ({
    ...store,
    runs: { ...store.runs, endKilled: (run) => store.runs.endKilled(run).catch(asOutage) },
    stages: {
      ...store.stages,
      fail: (run, name, reason) => store.stages.fail(run, name, reason).catch(asOutage),
    },
    attempts: {
      ...store.attempts,
      submitted: (id, driver, reason, at) =>
        store.attempts.submitted(id, driver, reason, at).catch(asOutage),
    },
  }),
};

function asOutage(error: unknown): never {
  throw error instanceof StoreRefused
    ? new UnreachableError('the run store', error.message)
    : error;
}

/** Replaces steps by wrong ones of the same name. */
function replacing(wrong: Record<string, (right: Step) => Step>): (steps: Steps) => Steps {
  return (steps) =>
    Object.fromEntries(
      Object.entries(steps).map(([name, step]) => [name, wrong[name]?.(step) ?? step]),
    );
}
