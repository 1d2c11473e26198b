/** submit: the intent is saved, then the driver is asked for, once, then its id is saved. */
import { attemptId } from '../model/attempt.ts';
import {
  AmbiguousSubmission,
  describe,
  FencedOut,
  SparkwrightError,
  StoreRefused,
  TerminalError,
  UnreachableError,
} from '../model/errors.ts';
import type { Pipeline, Stage } from '../model/pipeline.ts';
import type { AdmittedTurn } from '../model/run.ts';
import { isBackfill } from '../plan/slots.ts';
import { filledStage } from '../plan/template.ts';
import { scaled } from './demand.ts';
import { each } from './each.ts';
import { end } from './end.ts';
import { orGiveUp } from './refused.ts';
import type { AttemptSpec, SourceSpec, World } from './ports.ts';

export async function submit(world: World): Promise<void> {
  const admitted = await world.store.stages.admitted();
  await each(admitted, (stage) => submitStage(world, stage));
}

async function submitStage(world: World, turn: AdmittedTurn): Promise<void> {
  const { store, cluster, attemptFiles, clock } = world;
  const { run, name } = turn;
  const number = turn.attempts + 1;
  const id = attemptId(run, name, number);
  let asked: { spec: AttemptSpec; stage: Stage };
  try {
    asked = await askedOf(world, turn, id, number);
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    await store.stages.fail(run, name, describe(error));
    return;
  }

  let intended = false as boolean;
  await orGiveUp(
    world,
    `intend ${id}`,
    async () => {
      intended = await store.attempts.intend({ id, run, stage: name, number });
    },
    (reason) => store.stages.fail(run, name, reason),
  );
  if (!intended) return;
  try {
    const driver = await cluster.submit({
      attempt: id,
      run,
      name: `${turn.pipeline}.${name}`,
      release: asked.spec.release,
      spec: await attemptFiles.writeSpec(asked.spec),
      stage: asked.stage,
    });
    await store.attempts.submitted(id, driver, `submitted as ${driver}`, clock.steady());
  } catch (error) {
    // A driver may have been made, or the intent is all there is: rescue settles both by the claim.
    if (error instanceof AmbiguousSubmission) {
      world.log.warn(`${id}: ${error.message}; its claim will tell`);
      return;
    }
    if (error instanceof UnreachableError || error instanceof FencedOut) throw error;
    // The driver was made, and its id was not kept: rescue finds it by the claim.
    if (error instanceof StoreRefused) throw error;
    if (!(error instanceof SparkwrightError)) throw error;
    await end(world, id, {
      state: 'failed',
      reason: describe(error),
      result: null,
      error: { class: error.name, message: describe(error), retryable: error.retryable },
      counted: true,
    });
  }
}

/** What the attempt's driver reads, and what is asked of Spark for it. */
async function askedOf(
  world: World,
  turn: AdmittedTurn,
  attempt: string,
  number: number,
): Promise<{ spec: AttemptSpec; stage: Stage }> {
  const definition = await world.store.pipelines.definition(turn.pipeline, turn.version);
  const declared = definition?.stages.find(({ name }) => name === turn.name);
  if (!definition || !declared)
    throw new TerminalError(`the plan of ${turn.run} is gone`, { mend: 'Start a new run.' });
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
  return { spec, stage: { ...declared, ...filled, spark: scaled(declared.spark, turn) } };
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
        mend: 'Give it one under sources in sparkwright.yaml.',
      });
    const { url, user, secret } = connection;
    const bound = bookmark?.sources[name] ?? null;
    return [name, { ...source, url, user, secret, bookmark: bound }] as const;
  });
  return Object.fromEntries(entries);
}
