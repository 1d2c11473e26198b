/**
 * The engine: two loops over named steps. The main loop takes a run from its slot to its end. The upkeep loop does the work
 * that no stage waits for, so that fetching a log never delays a submission.
 */
import { FencedOut } from '../model/errors.ts';
import type { EngineStore, Lease, World } from '../ports/ports.ts';
import type { Keep } from '../retention/look.ts';
import type { Outages } from './health.ts';
import { Loop, type StepObserver, type Steps } from './loop.ts';
import { register } from './register.ts';
import { admit } from './steps/admit.ts';
import { alerting } from './steps/alert.ts';
import { applyBookmarkRequests } from './steps/apply-bookmark-requests.ts';
import { archive } from './steps/archive.ts';
import { commit } from './steps/commit.ts';
import { endKilled } from './steps/end-killed.ts';
import { watchingHeldLoads, type HeldLoadsOptions } from './steps/held-loads.ts';
import { endOverdue } from './steps/overdue.ts';
import { keepSessions } from './steps/keep-sessions.ts';
import { planRuns } from './steps/plan-run.ts';
import { reconciling } from './steps/reconcile.ts';
import { reloading } from './steps/reload.ts';
import { rescue } from './steps/rescue.ts';
import { retaining } from './steps/retain.ts';
import { starve } from './steps/starve.ts';
import { submit } from './steps/submit.ts';
import { ticking } from './steps/tick.ts';
import { triggering } from './steps/trigger.ts';
import { watch } from './steps/watch.ts';

const BUSY_MS = 500;
const IDLE_MS = 5_000;
const UPKEEP_MS = 5_000;

export interface Engine {
  wake(): void;
  /** Names of the parts that can't be reached. */
  unreachable(): Iterable<string>;
  /** Resolves after the passes under way. Drivers keep running. */
  stop(): Promise<void>;
}

export interface EngineOptions {
  /** Whether slots and triggers start runs. If not, only existing runs go on. */
  schedules: boolean;
  /** Limits of retention; without them nothing is removed. */
  keep?: Keep;
  /** Without it, no warning is logged about transactions that hold loads back. */
  heldLoads?: HeldLoadsOptions;
  /** Rereads the pipeline files; true if any has changed. */
  reload?: () => Promise<boolean>;
  /** Gets the duration of each step. */
  observe?: StepObserver;
}

/** All steps, by loop and in order. A step's name is the name of its file in steps/. */
export interface EngineSteps {
  /** In every pass of the main loop: first what has happened, then what follows from it. */
  handOff: Steps;
  /** In the main loop, but not in every pass that a wake-up brings. */
  unhurried: Steps;
  upkeep: Steps;
}

export function engineSteps({ schedules, keep, heldLoads, reload }: EngineOptions): EngineSteps {
  return {
    handOff: { watch, commit, 'plan-run': planRuns, admit, submit },
    unhurried: {
      'apply-bookmark-requests': applyBookmarkRequests,
      // After submit: an intent that still has no driver by now has lost its answer.
      rescue,
      'keep-sessions': keepSessions,
      'end-killed': endKilled,
      starve,
      overdue: endOverdue,
      ...(schedules ? { tick: ticking(), trigger: triggering() } : {}),
    },
    upkeep: {
      archive,
      reconcile: reconciling(),
      alert: alerting(),
      ...(reload ? { reload: reloading(reload) } : {}),
      ...(heldLoads ? { 'held-loads': watchingHeldLoads(heldLoads) } : {}),
      ...(keep ? { retain: retaining(keep) } : {}),
    },
  };
}

/** Starts the engine. It stands by while another orchestrator leads. */
export function startEngine(world: World, lease: Lease, options: EngineOptions): Engine {
  return runSteps(world, lease, options, engineSteps(options));
}

export function runSteps(
  world: World,
  lease: Lease,
  { schedules, reload, observe }: EngineOptions,
  { handOff, unhurried, upkeep }: EngineSteps,
): Engine {
  const outages: Outages = new Map();
  const shared = { lease, outages, ...(observe ? { observe } : {}) };
  const main = Loop.start(world, {
    ...shared,
    pause: async ({ store }) => ((await isBusy(store)) ? BUSY_MS : IDLE_MS),
    onLead: async (led) => {
      await applyPendingRequests(led);
      if (!schedules) return;
      await reload?.();
      await register(led);
    },
    steps: handOff,
    unhurried,
  });
  const beside = Loop.start(withoutInfo(world), {
    ...shared,
    pause: () => Promise.resolve(UPKEEP_MS),
    steps: upkeep,
  });
  return {
    wake: () => {
      main.wake();
    },
    unreachable: () => outages.keys(),
    stop: async () => {
      await Promise.all([main.stop(), beside.stop()]);
    },
  };
}

/** Also while a session that nobody needs any more holds cores. */
async function isBusy({ runs, sessions }: EngineStore): Promise<boolean> {
  if (await runs.busy()) return true;
  return (await sessions.open()).some(({ state, run }) => state !== 'open' || run !== null);
}

/** Bookmark requests made while nobody led must take effect before the first load. */
async function applyPendingRequests(world: World): Promise<void> {
  try {
    await applyBookmarkRequests(world);
  } catch (error) {
    if (error instanceof FencedOut) throw error;
    // The step repeats the failure and reports it; it is no reason to give up the lead.
  }
}

/** The main loop already reports who leads. */
function withoutInfo(world: World): World {
  const { log } = world;
  return {
    ...world,
    // Wrapped one by one: a logger's methods may be on its prototype, which a spread drops.
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
