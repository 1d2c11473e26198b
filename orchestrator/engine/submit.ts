/** submit: the intent is saved, then the driver is asked for, once, then its id is saved. */
import { attemptId } from '../model/attempt.ts';
import {
  AmbiguousSubmission,
  describe,
  SparkwrightError,
  TerminalError,
  UnreachableError,
} from '../model/errors.ts';
import type { Stage } from '../model/pipeline.ts';
import type { Run, StageRun } from '../model/run.ts';
import { stageOf } from './admit.ts';
import type { AttemptSpec, SourceSpec, World } from './ports.ts';

export async function submit(world: World): Promise<void> {
  const { store } = world;
  const runs = new Map((await store.activeRuns()).map((run) => [run.id, run]));
  for (const admitted of await store.admittedStages()) {
    const run = runs.get(admitted.run);
    const stage = stageOf(run?.definition, admitted.name);
    if (run && stage) await submitStage(world, run, admitted, stage);
  }
}

async function submitStage(
  world: World,
  run: Run,
  { name }: StageRun,
  stage: Stage,
): Promise<void> {
  const { store, cluster, attemptFiles } = world;
  const earlier = (await store.attempts(run.id)).filter((attempt) => attempt.stage === name);
  const number = earlier.length + 1;
  const id = attemptId(run.id, name, number);
  let spec: AttemptSpec;
  try {
    spec = await specOf(world, run, stage, id, number);
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    await store.failStage(run.id, name, describe(error));
    return;
  }

  await store.intendAttempt({ id, run: run.id, stage: name, number });
  try {
    const driver = await cluster.submit({
      attempt: id,
      run: run.id,
      name: `${run.pipeline}.${name}`,
      release: spec.release,
      spec: await attemptFiles.writeSpec(spec),
      stage,
    });
    await store.attemptSubmitted(id, driver, `submitted as ${driver}`);
  } catch (error) {
    // A driver may have been made, or the intent is all there is: rescue settles both by the claim.
    if (error instanceof AmbiguousSubmission || error instanceof UnreachableError) throw error;
    if (!(error instanceof SparkwrightError)) throw error;
    await store.attemptEnded(id, {
      state: 'failed',
      reason: describe(error),
      result: null,
      error: { class: error.name, message: describe(error), retryable: error.retryable },
      counted: true,
    });
  }
}

async function specOf(
  world: World,
  run: Run,
  stage: Stage,
  attempt: string,
  number: number,
): Promise<AttemptSpec> {
  const { pipeline, slot, release } = run;
  if (release === null) throw new TerminalError(`the run ${run.id} was planned without a release`);
  const { name, job, args, params } = stage;
  const sources = await sourcesOf(world, run, stage);
  return {
    attempt,
    run: run.id,
    pipeline,
    stage: name,
    number,
    slot,
    release,
    job,
    args,
    params,
    sources,
  };
}

async function sourcesOf(
  world: World,
  run: Run,
  stage: Stage,
): Promise<Record<string, SourceSpec>> {
  if (stage.sources.length === 0) return {};
  const bookmark = await world.bookmarks.read();
  const entries = stage.sources.map((name) => {
    const source = run.definition?.sources[name];
    const connection = world.connections[name];
    if (!source || !connection)
      throw new TerminalError(`the source ${name} has no address`, {
        mend: 'Give it one in SPARKWRIGHT_SOURCES.',
      });
    return [name, { ...source, ...connection, bookmark: bookmark?.sources[name] ?? null }] as const;
  });
  return Object.fromEntries(entries);
}
