/** Bugs on purpose: each is one that somebody could write, and the histories have to find it. */
import type { World } from '../../orchestrator/engine/ports.ts';
import { attemptId } from '../../orchestrator/model/attempt.ts';
import type { Planted } from './world/orchestrator.ts';

/** The driver is asked for before anybody has written down that it will be. */
export const SUBMIT_BEFORE_INTENT: Planted = {
  steps: (steps) => ({
    ...steps,
    submit: async ({ store, cluster, attemptFiles, clock }: World) => {
      for (const turn of await store.stages.admitted()) {
        const { run, name, pipeline, version } = turn;
        const definition = await store.pipelines.definition(pipeline, version);
        const stage = definition?.stages.find((each) => each.name === name);
        if (!stage) continue;
        const earlier = (await store.attempts.of(run)).filter((each) => each.stage === name);
        const number = earlier.length + 1;
        const attempt = attemptId(run, name, number);
        const spec = await attemptFiles.writeSpec({
          ...{ attempt, run, pipeline, stage: name, number, slot: '', release: '', job: stage.job },
          ...{
            interval: { start: '', end: '' },
            backfill: false,
            args: [],
            params: {},
            sources: {},
          },
        });
        const driver = await cluster.submit({ attempt, run, name, release: '', spec, stage });
        await store.attempts.intend({ id: attempt, run, stage: name, number });
        await store.attempts.submitted(attempt, driver, 'late', clock.steady());
      }
    },
  }),
};

/** A stage starts whatever has become of it and of its run meanwhile. */
export const UNGUARDED_INTENT: Planted = {
  store: (store, tables) => ({
    ...store,
    attempts: {
      ...store.attempts,
      intend: (attempt) => {
        const stage = tables.stage(attempt.run, attempt.stage);
        const run = tables.runs.get(attempt.run);
        if (!stage || !run) return Promise.resolve(false);
        const { state } = run;
        stage.state = 'admitted';
        run.state = 'running';
        return store.attempts.intend(attempt).finally(() => {
          run.state = state;
        });
      },
    },
  }),
};

/** A submission that was not answered counts as lost, without a look at the claim. */
export const RESUBMIT_WITHOUT_CLAIM: Planted = {
  steps: (steps) => ({
    ...steps,
    rescue: async ({ store }: World) => {
      for (const { id, state } of await store.attempts.open())
        if (state === 'intended')
          await store.attempts.ended(id, {
            ...{ state: 'failed', reason: 'lost', result: null, counted: false },
            error: { class: 'SubmissionLost', message: 'lost', retryable: true },
          });
    },
  }),
};

/** A poll that fails counts as the end of the driver: what a driver does while nobody can see it is forgotten. */
export const UNREACHABLE_IS_ABSENT: Planted = {
  steps: (steps) => ({
    ...steps,
    watch: (world: World) =>
      steps.watch?.({
        ...world,
        cluster: {
          ...world.cluster,
          state: () =>
            world.cluster
              .state()
              .catch(() => ({ workers: [], drivers: new Map(), applications: new Map() })),
        },
      }) ?? Promise.resolve(),
  }),
};
