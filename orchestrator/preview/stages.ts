/**
 * Previews the stages of a plan: their filled-in templates, their pools, and whether the cluster has room for them.
 */
import type { ClusterState, World } from '../ports/ports.ts';
import type { Fit } from '../engine/admission/capacity.ts';
import { PoolSlots } from '../engine/admission/pool-slots.ts';
import { tooLarge, waitsFor } from '../engine/admission/reasons.ts';
import { openRoom, unreservedRoom, type Room } from '../engine/admission/room.ts';
import { attemptId } from '../model/attempt.ts';
import { SparkwrightError } from '../model/errors.ts';
import type { Pipeline, Stage } from '../model/pipeline.ts';
import type { PlannedStage, RunPlan } from '../model/run-plan.ts';
import { sessionWish, settingsApart, type SessionWish } from '../model/session.ts';
import { manualSlot } from '../plan/slot-names.ts';
import { filledStage, type FilledStage } from '../plan/template.ts';
import { known, type Known } from './known.ts';

/** A stage of the plan, with templates filled in for its first attempt. */
export interface StagePreview extends Omit<PlannedStage, 'pool'>, FilledStage {
  pool: PoolPreview | null;
  /** The first stage of the same session mode, if this one needs another application, and the settings that differ. */
  apart: { from: string; settings: string[] } | null;
  /**
   * Whether the stage could start now if it were ready; `why` has the reason if it could not, otherwise it is empty.
   */
  room: Known<{ room: Fit | 'no-place'; why: string }>;
}

interface PoolPreview {
  name: string;
  /** Number of taken places; null if unknown. */
  taken: number | null;
  /** Number of places; null if the configuration does not have the pool. */
  places: number | null;
  /** Number of places that the stage takes; null for all. */
  takes: number | null;
}

/** Stands for the id of the run. */
const RUN = '<run>';

interface Situation {
  cluster: Known<{ state: ClusterState; room: Room }>;
  /** Taken places by pool; null if unknown. */
  taken: ReadonlyMap<string, number> | null;
  pools: Record<string, number>;
}

export async function previewStages(
  world: Pick<World, 'store' | 'cluster' | 'pools' | 'clock' | 'sessionLimits'>,
  { stages, owner }: Pipeline,
  plan: RunPlan<null>,
  now: Date,
): Promise<StagePreview[]> {
  const [observed, taken] = await Promise.all([
    known(observeCluster(world)),
    known(world.store.stages.pools()),
  ]);
  const situation: Situation = { cluster: observed, taken: taken.value, pools: world.pools };
  const { pipeline, params } = plan;
  const run = { id: RUN, pipeline, slot: manualSlot(RUN), slotStart: now, slotEnd: now, params };
  const wishOf = ({ session: mode = 'none', spark }: Stage) =>
    sessionWish({ mode, owner, release: plan.release ?? '', run: RUN, spark });
  const definitions = new Map(stages.map((stage) => [stage.name, stage]));
  return plan.stages.flatMap((planned) => {
    const stage = definitions.get(planned.name);
    if (!stage) return [];
    return {
      ...planned,
      ...filledStage(stage, { run, attempt: attemptId(RUN, stage.name, 1) }),
      pool: poolOf(planned, situation),
      apart: apartFrom(stages, stage),
      room: roomOf(planned, situation, wishOf(stage)),
    };
  });
}

/** The master's state, and the room that is left on it. */
async function observeCluster(
  world: Pick<World, 'store' | 'cluster' | 'clock' | 'sessionLimits'>,
): Promise<{ state: ClusterState; room: Room }> {
  const { store, cluster } = world;
  const state = await cluster.state();
  try {
    const [open, admitted] = await Promise.all([store.attempts.open(), store.stages.admitted()]);
    return { state, room: await openRoom(world, state, open, admitted) };
  } catch (error) {
    if (!(error instanceof SparkwrightError)) throw error;
    // Without the store, reservations are unknown, but the free cores can still be shown.
    return { state, room: unreservedRoom(state) };
  }
}

function apartFrom(stages: readonly Stage[], stage: Stage): StagePreview['apart'] {
  const mode = stage.session ?? 'none';
  const first = stages.find(({ session }) => session === mode);
  if (mode === 'none' || !first) return null;
  const settings = settingsApart(stage.spark, first.spark);
  return settings.length > 0 ? { from: first.name, settings } : null;
}

function poolOf({ pool }: PlannedStage, { taken, pools }: Situation): PoolPreview | null {
  if (pool === null) return null;
  const places = pools[pool.name] ?? null;
  const used = taken && Math.min(taken.get(pool.name) ?? 0, places ?? Infinity);
  return { name: pool.name, taken: used, places, takes: pool.takes };
}

function roomOf(
  { name, spark, pool }: PlannedStage,
  situation: Situation,
  session: SessionWish | null,
): StagePreview['room'] {
  const { cluster, pools, taken } = situation;
  if (!cluster.value) return cluster;
  const { state } = cluster.value;
  const room = cluster.value.room.roomFor(spark, session);
  const turn = { run: RUN, name, pool: pool?.name ?? null, places: pool?.takes ?? null };
  const poolReason = taken && new PoolSlots(pools, taken).reasonToWait(turn);
  const answer = (value: { room: Fit | 'no-place'; why: string }) => ({ value, unknown: null });
  if (room === 'never-fits') return answer({ room, why: tooLarge(spark) });
  if (poolReason !== null) return answer({ room: 'no-place', why: poolReason });
  if (room === 'must-wait') return answer({ room, why: waitsFor(spark, state.workers, 0) });
  return answer({ room, why: '' });
}
