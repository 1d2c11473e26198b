/**
 * The engine: the steps of the life of a run in one loop, and what is less urgent in another, so that fetching a log never
 * holds up a stage.
 */
import { UnreachableError } from '../model/errors.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { nextSlot } from '../plan/schedule.ts';
import { admit } from './admit.ts';
import { alert } from './alert.ts';
import { archive } from './archive.ts';
import { commit } from './commit.ts';
import { endKilled } from './end-killed.ts';
import type { Outages } from './health.ts';
import { holding, type Holding } from './holding.ts';
import { endOverdue } from './kill.ts';
import { Loop, type Step } from './loop.ts';
import { planRuns } from './plan-run.ts';
import type { Lease, World } from './ports.ts';
import { rebook } from './rebook.ts';
import { reconciling } from './reconcile.ts';
import { retaining, type Keep } from './retain.ts';
import { rescue } from './rescue.ts';
import { starve } from './starve.ts';
import { submit } from './submit.ts';
import { tick } from './tick.ts';
import { triggering } from './trigger.ts';
import { watch } from './watch.ts';

const BUSY_MS = 500;
const IDLE_MS = 5_000;
const UPKEEP_MS = 5_000;

export interface Engine {
  wake(): void;
  /** Parts that could not be reached, by their names. */
  unreachable(): Iterable<string>;
  /** Ends after the passes under way. Drivers run on. */
  stop(): Promise<void>;
}

export interface EngineOptions {
  /** Whether slots and triggers become runs, or only the runs that are there go on. */
  schedules: boolean;
  /** What of the past is kept; without it nothing is ever removed. */
  keep?: Keep;
  /** What tells of transactions that hold loads back; without it nothing does. */
  holding?: Holding;
  /** Brings the pipelines up to date with their files; true where any has changed. */
  reload?: () => Promise<boolean>;
}

export type Steps = Readonly<Record<string, Step>>;

/** What a hand-off takes, in its order: what has happened, then what follows from it. */
const HAND_OFF: Steps = { watch, commit, 'plan-run': planRuns, admit, submit };

/** What comes now and then. Rescue comes after submit: an intent that is still there then has lost its answer. */
function unhurried({ schedules }: EngineOptions): Steps {
  return {
    rebook,
    rescue,
    'end-killed': endKilled,
    starve,
    overdue: endOverdue,
    ...(schedules ? { tick, trigger: triggering() } : {}),
  };
}

/** What was asked of the bookmark while nobody led counts for the first load already. */
async function rebookFirst(world: World): Promise<void> {
  try {
    await rebook(world);
  } catch (error) {
    // Nothing is submitted then either, and the step of that name tells of it.
    if (!(error instanceof UnreachableError)) throw error;
  }
}

/** @param change - what takes the place of a step, for a test that shows that a wrong one is found */
export function startEngine(
  world: World,
  lease: Lease,
  options: EngineOptions,
  change: (steps: Steps) => Steps = (steps) => steps,
): Engine {
  const outages: Outages = new Map();
  const loop = Loop.start(world, {
    lease,
    outages,
    pause: async ({ store }) => ((await store.runs.busy()) ? BUSY_MS : IDLE_MS),
    onLead: async (led: World) => {
      await rebookFirst(led);
      if (!options.schedules) return;
      await options.reload?.();
      await register(led);
    },
    steps: change(HAND_OFF),
    unhurried: change(unhurried(options)),
  });
  const upkeep = Loop.start(quiet(world), {
    lease,
    outages,
    pause: () => Promise.resolve(UPKEEP_MS),
    steps: {
      archive,
      reconcile: reconciling(),
      alert,
      ...(options.reload ? { reload: reloading(options.reload) } : {}),
      ...(options.holding ? { holding: holding(options.holding) } : {}),
      ...(options.keep ? { retain: retaining(options.keep) } : {}),
    },
  });
  return {
    wake: () => {
      loop.wake();
    },
    unreachable: () => outages.keys(),
    stop: async () => {
      await Promise.all([loop.stop(), upkeep.stop()]);
    },
  };
}

/** What a person has changed in the pipelines folder is known from the next pass on. */
function reloading(reload: () => Promise<boolean>): Step {
  return async (world) => {
    if (await reload()) await register(world);
  };
}

/** Makes the pipelines known to the store; what it knows of their slots goes on. */
export async function register({ store, pipelines, clock }: World): Promise<void> {
  const now = clock.now();
  const given = [...pipelines.values()].map((pipeline) => {
    const [schedule, nextSlot] = scheduleOf(pipeline, now);
    return { name: pipeline.name, schedule, nextSlot };
  });
  await store.pipelines.registerAll(given, now);
}

/** A schedule as a text that differs where it does, and its first slot from a time on. */
export function scheduleOf({ schedule }: Pipeline, now: Date): [string, Date | null] {
  return [JSON.stringify(schedule), schedule && nextSlot(schedule, now)];
}

/** The main loop says who leads; once is enough. */
function quiet(world: World): World {
  const { log } = world;
  return {
    ...world,
    // Named one by one: a logger's methods may stand on its prototype, which a spread leaves out.
    log: {
      info: () => undefined,
      warn: (message, fields) => {
        log.warn(message, fields);
      },
      error: (message, fields) => {
        log.error(message, fields);
      },
    },
  };
}
