/** submit: an admitted stage gets its attempt. The intent is saved, then the driver is requested once, then its id is saved. */
import { attemptId } from '../../model/attempt.ts';
import {
  AmbiguousSubmission,
  describe,
  FencedOut,
  SparkwrightError,
  StoreRefused,
  TerminalError,
  UnreachableError,
} from '../../model/errors.ts';
import type { Pipeline, Stage } from '../../model/pipeline.ts';
import type { AdmittedTurn } from '../../model/run.ts';
import { isBackfill } from '../../plan/slot-names.ts';
import { filledStage } from '../../plan/template.ts';
import type { AttemptSpec, SourceSpec, World } from '../../ports/ports.ts';
import { sessionOf, withScaledMemory } from '../admission/demand.ts';
import { forEachConcurrently } from '../for-each.ts';
import { failStage, orGiveUp, submissionOf } from '../store-refusals.ts';
import { endAttempt } from '../watch/end-attempt.ts';

export async function submit(world: World): Promise<void> {
  const admitted = await world.store.stages.admitted();
  await forEachConcurrently(admitted, (stage) => submitStage(world, stage));
}

async function submitStage(world: World, turn: AdmittedTurn): Promise<void> {
  const { store, cluster, attemptFiles, clock } = world;
  const { run, name } = turn;
  const number = turn.attempts + 1;
  const id = attemptId(run, name, number);
  let request: Request;
  try {
    request = await requestOf(world, turn, id, number);
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    await failStage(world, run, name, describe(error));
    return;
  }

  let intended = false as boolean;
  await orGiveUp(
    world,
    `intend ${id}`,
    async () => {
      intended = await store.attempts.intend({ id, run, stage: name, number });
    },
    (reason) => failStage(world, run, name, reason),
  );
  if (!intended) return;
  try {
    const driver = await cluster.submit({
      attempt: id,
      run,
      name: `${turn.pipeline}.${name}`,
      release: request.spec.release,
      spec: await attemptFiles.writeSpec(request.spec),
      stage: request.stage,
      session: await sessionOf(world, turn),
    });
    await orGiveUp(
      world,
      submissionOf(id),
      () => store.attempts.submitted(id, driver, `submitted as ${driver}`, clock.steady()),
      () => Promise.resolve(false),
    );
  } catch (error) {
    // There may be a driver, or none: `rescue` settles both by the claim.
    if (error instanceof AmbiguousSubmission) {
      world.log.warn(`${id}: ${error.message}; its claim will tell`);
      return;
    }
    if (error instanceof UnreachableError || error instanceof FencedOut) throw error;
    // There is a driver, and its id was not saved: `rescue` gets it from the claim.
    if (error instanceof StoreRefused) throw error;
    if (!(error instanceof SparkwrightError)) throw error;
    await endAttempt(world, id, {
      state: 'failed',
      reason: describe(error),
      result: null,
      error: { class: error.name, message: describe(error), retryable: error.retryable },
      counted: true,
    });
  }
}

interface Request {
  /** Read by the attempt's driver. */
  spec: AttemptSpec;
  /** Read by the cluster, for Spark's settings. */
  stage: Stage;
}

/** @throws TerminalError if the stage can't be submitted as it is defined */
async function requestOf(
  world: World,
  turn: AdmittedTurn,
  attempt: string,
  number: number,
): Promise<Request> {
  const definition = await world.store.pipelines.definition(turn.pipeline, turn.version);
  const declared = definition?.stages.find(({ name }) => name === turn.name);
  if (!definition || !declared)
    throw new TerminalError(`the plan of ${turn.run} is gone`, { hint: 'Start a new run.' });
  const { pipeline, slot, slotStart, slotEnd, params, release } = turn;
  const filled = filledStage(declared, {
    run: { id: turn.run, pipeline, slot, slotStart, slotEnd, params },
    attempt,
  });
  const spec: AttemptSpec = {
    attempt,
    run: turn.run,
    pipeline,
    stage: turn.name,
    number,
    slot,
    interval: { start: slotStart.toISOString(), end: slotEnd.toISOString() },
    backfill: isBackfill(slot),
    full_refresh: turn.fullRefresh.includes(turn.name),
    release,
    job: declared.job,
    args: filled.args,
    params: { ...params, ...filled.params },
    sources: await sourcesOf(world, definition, declared),
  };
  return { spec, stage: { ...declared, ...filled, spark: withScaledMemory(declared.spark, turn) } };
}

async function sourcesOf(
  world: World,
  definition: Pipeline,
  stage: Stage,
): Promise<Record<string, SourceSpec>> {
  if (stage.sources.length === 0) return {};
  const bookmark = await world.bookmarks.read();
  const entries = stage.sources.map((name) => {
    const source = definition.sources[name];
    const connection = world.connections[name];
    if (!source || !connection)
      throw new TerminalError(`the source ${name} of ${definition.name} has no address`, {
        hint: 'Give it one under sources in sparkwright.yaml.',
      });
    const { url, user, secret } = connection;
    const bound = bookmark?.sources[name] ?? null;
    return [name, { ...source, url, user, secret, bookmark: bound }] as const;
  });
  return Object.fromEntries(entries);
}
