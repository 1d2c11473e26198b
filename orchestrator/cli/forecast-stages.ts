/** What each stage would be given, and whether there is room for it now. */
import { reservations } from '../engine/admit.ts';
import type { ClusterState, World } from '../engine/ports.ts';
import { roomFor, type Room } from '../engine/room.ts';
import { Places } from '../engine/places.ts';
import { tooLarge, waitsFor } from '../engine/words.ts';
import { attemptId } from '../model/attempt.ts';
import { SparkwrightError } from '../model/errors.ts';
import type { ParamValue, Pipeline, Size, SparkSettings, Stage, When } from '../model/pipeline.ts';
import { manualSlot } from '../plan/slots.ts';
import { filledStage, type FilledStage } from '../plan/template.ts';
import { known, type Known } from './source-windows.ts';

export interface StageForecast extends FilledStage {
  name: string;
  job: string;
  after: string[];
  when: When;
  /** Sources that it loads. */
  sources: string[];
  spark: Pick<SparkSettings, 'profile' | 'driver' | 'executor'>;
  pool: Pool | null;
  /** As if its turn were now. */
  room: Known<{ room: Room | 'no-place'; why: string }>;
}

interface Pool {
  name: string;
  /** Null where it could not be asked. */
  taken: number | null;
  /** Null where the configuration has no such pool. */
  places: number | null;
  /** How many of them the stage takes; null: all. */
  takes: number | null;
}

/** Stands where the id of the run will. */
export const RUN = '<run>';

interface Situation {
  cluster: Known<{ state: ClusterState; reserved: Size[] }>;
  taken: ReadonlyMap<string, number> | null;
  pools: Record<string, number>;
}

export async function stageForecasts(
  world: Pick<World, 'store' | 'cluster' | 'pools'>,
  pipeline: Pipeline,
  params: Record<string, ParamValue>,
  now: Date,
): Promise<StageForecast[]> {
  const [cluster, taken] = await Promise.all([
    known(stateOf(world)),
    known(world.store.stages.pools()),
  ]);
  const run = {
    ...{ id: RUN, pipeline: pipeline.name, slot: manualSlot(RUN) },
    ...{ slotStart: now, slotEnd: now, params },
  };
  const situation = { cluster, taken: taken.value, pools: world.pools };
  return inOrder(pipeline.stages).map((stage) => {
    const { name, job, after, when, sources, spark } = stage;
    const { profile, driver, executor } = spark;
    return {
      ...{ name, job, after, when, sources, spark: { profile, driver, executor } },
      ...filledStage(stage, { run, attempt: attemptId(RUN, name, 1) }),
      pool: poolOf(stage, situation),
      room: roomOf(stage, situation),
    };
  });
}

/** The master's state, and what is promised to stages that it does not show yet. */
async function stateOf({ store, cluster }: Pick<World, 'store' | 'cluster'>) {
  const state = await cluster.state();
  // Without the store nobody knows what is promised; what is free can be told all the same.
  const [open, admitted] = await Promise.all([
    store.attempts.open(),
    store.stages.admitted(),
  ]).catch((error: unknown) => {
    if (error instanceof SparkwrightError) return [[], []] as const;
    throw error;
  });
  return { state, reserved: await reservations({ store }, state, open, admitted) };
}

/** Parents before children, and else as the file has them. */
function inOrder(stages: readonly Stage[]): Stage[] {
  const ordered: Stage[] = [];
  const placed = (name: string) => ordered.some((stage) => stage.name === name);
  while (ordered.length < stages.length) {
    const next = stages.find(({ name, after }) => !placed(name) && after.every(placed));
    if (!next) break;
    ordered.push(next);
  }
  return ordered;
}

function poolOf({ pool, places: takes }: Stage, { taken, pools }: Situation): Pool | null {
  if (pool === null) return null;
  const places = pools[pool] ?? null;
  const used = taken && Math.min(taken.get(pool) ?? 0, places ?? Infinity);
  return { name: pool, taken: used, places, takes };
}

function roomOf(stage: Stage, situation: Situation): StageForecast['room'] {
  const { cluster } = situation;
  if (!cluster.value) return cluster;
  const { state, reserved } = cluster.value;
  const room = roomFor(stage.spark, state.workers, reserved);
  const lacking =
    situation.taken && new Places(situation.pools, situation.taken).lacks({ ...stage, run: RUN });
  const said = (value: { room: Room | 'no-place'; why: string }) => ({ value, unknown: null });
  if (room === 'never-fits') return said({ room, why: tooLarge(stage.spark) });
  if (lacking !== null) return said({ room: 'no-place', why: lacking });
  if (room === 'must-wait') return said({ room, why: waitsFor(stage.spark, state.workers, 0) });
  return said({ room, why: '' });
}
