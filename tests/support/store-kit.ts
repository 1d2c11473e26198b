/** A store under test, and steps of its runs. */
import assert from 'node:assert/strict';
import type { Lease, Store } from '../../orchestrator/ports/ports.ts';
import type { OpenAttempt } from '../../orchestrator/model/attempt.ts';
import type { Pipeline } from '../../orchestrator/model/pipeline.ts';
import type { NewRun } from '../../orchestrator/model/run.ts';
import { parsePipeline } from '../../orchestrator/plan/load.ts';
import { planRun } from '../../orchestrator/plan/run-plan.ts';

export const DIAMOND: Pipeline = parsePipeline(
  `pipeline: diamond
stages:
  top: { job: d/top.py }
  left: { job: d/left.py, after: [top], pool: narrow }
  right: { job: d/right.py, after: [top], pool: narrow, places: all }
  bottom: { job: d/bottom.py, after: [left, right] }
  cleanup: { job: d/cleanup.py, after: [left, right], when: any-failed }
`,
  'diamond.yaml',
);

export const RELEASE = 'abc';
export const NOW = new Date('2026-03-01T12:00:00Z');

type ReleasableLease = Lease & { release(): Promise<void> };

export interface OpenedStore {
  /** Not fenced, as for the CLI. */
  store: Store;
  /** For the engine; its writes are refused unless it leads. */
  engine: Store;
  lease: ReleasableLease;
  rival: ReleasableLease;
}

export function newRun(id: string, over: Partial<NewRun> = {}): NewRun {
  return {
    id,
    pipeline: 'diamond',
    slot: `manual:${id}`,
    slotStart: NOW,
    slotEnd: NOW,
    params: {},
    priority: 0,
    reason: 'test',
    state: 'queued',
    notBefore: null,
    ...over,
  };
}

export interface StoreKit {
  readonly opened: OpenedStore;
  /** Not fenced, as for the CLI. */
  readonly store: Store;
  /** Returns a new number, for the id of a run. */
  number: () => number;
  /** Queues a run of the diamond and plans it. @returns its id */
  planned: (over?: Partial<NewRun>) => Promise<string>;
  states: (run: string) => Promise<string>;
  /** Gives a ready stage one attempt with a saved, uncommitted outcome. */
  attempt: (
    run: string,
    stage: string,
    state: 'succeeded' | 'failed' | 'killed',
    number?: number,
  ) => Promise<OpenAttempt>;
  /** The same, with a committed outcome. */
  through: (
    run: string,
    stage: string,
    state: 'succeeded' | 'failed',
    number?: number,
  ) => Promise<void>;
}

/** @param opened - returns the store; called after the `before` hooks */
export function storeKit(opened: () => OpenedStore): StoreKit {
  let runs = 0;
  const number = () => ++runs;

  async function planned(over: Partial<NewRun> = {}): Promise<string> {
    const id = `diamond-${number()}`;
    await opened().store.runs.insert(newRun(id, over));
    const version = await opened().store.pipelines.version(DIAMOND, RELEASE);
    await opened().store.runs.plan(
      id,
      planRun(DIAMOND, {}, { version, release: RELEASE, deadline: null }),
    );
    return id;
  }

  async function states(run: string): Promise<string> {
    return (await opened().store.stages.of(run))
      .map(({ name, state }) => `${name} ${state}`)
      .join(', ');
  }

  async function attempt(
    run: string,
    stage: string,
    state: 'succeeded' | 'failed' | 'killed',
    number = 1,
  ) {
    const id = `${run}-${stage}-${number}`;
    await opened().store.stages.admit([{ run, name: stage }]);
    assert.equal(await opened().store.attempts.intend({ id, run, stage, number }), true);
    await opened().store.attempts.submitted(id, `driver-${id}`, 'submitted', NOW);
    await opened().store.attempts.ended(id, {
      state,
      reason: state,
      result: null,
      error: null,
      counted: true,
    });
    const ended = (await opened().store.attempts.uncommitted()).find((each) => each.id === id);
    assert.ok(ended);
    return ended;
  }

  async function through(run: string, stage: string, state: 'succeeded' | 'failed', number = 1) {
    await opened().store.attempts.commit(await attempt(run, stage, state, number), {
      stage: state,
      reason: state,
    });
  }

  return {
    get opened() {
      return opened();
    },
    get store() {
      return opened().store;
    },
    number,
    planned,
    states,
    attempt,
    through,
  };
}
