/** Bugs on purpose: each is one that somebody could write, and the histories have to find it. */
import type { Steps } from '../../orchestrator/engine/engine.ts';
import type { Step } from '../../orchestrator/engine/loop.ts';
import type { World } from '../../orchestrator/engine/ports.ts';
import { attemptId } from '../../orchestrator/model/attempt.ts';
import { StoreRefused, UnreachableError } from '../../orchestrator/model/errors.ts';
import type { Planted } from './world/orchestrator.ts';

/** The driver is asked for before anybody has written down that it will be. */
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
            ...{
              attempt,
              run,
              pipeline,
              stage: name,
              number,
              slot: '',
              release: '',
              job: stage.job,
            },
            ...{
              interval: { start: '', end: '' },
              backfill: false,
              full_refresh: false,
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

/** A stage is admitted whatever has become of it since it was read, on a day when the store is slow. */
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

/** A submission that was not answered counts as lost, without a look at the claim. */
export const RESUBMIT_WITHOUT_CLAIM: Planted = {
  steps: replacing({
    rescue:
      () =>
      async ({ store }: World) => {
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

/** What the store refuses for good is asked of it again and again, as if it were away. */
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

function asOutage(error: unknown): never {
  throw error instanceof StoreRefused
    ? new UnreachableError('the run store', error.message)
    : error;
}

/** Puts wrong steps in the place of right ones of the same name. */
function replacing(wrong: Record<string, (right: Step) => Step>): (steps: Steps) => Steps {
  return (steps) =>
    Object.fromEntries(
      Object.entries(steps).map(([name, step]) => [name, wrong[name]?.(step) ?? step]),
    );
}
