/**
 * The run store: the only truth about pipelines, runs, stages and attempts, and the only SQL of the orchestrator.
 */
import type { Store } from '../engine/ports.ts';
import * as attempts from './attempts.ts';
import { bookmarkMoves } from './bookmark-moves.ts';
import * as requests from './bookmark-requests.ts';
import { commitAttempt } from './commits.ts';
import type { Database } from './connect.ts';
import * as history from './history.ts';
import * as pipelines from './pipelines.ts';
import * as retention from './retention.ts';
import * as changes from './run-changes.ts';
import * as runs from './runs.ts';
import * as stages from './stages.ts';

/** The engine's port over a database. */
export function openStore(db: Database): Store {
  const versions = new pipelines.Versions(db);
  return {
    pipelines: {
      register: (name, schedule, nextSlot, now) =>
        pipelines.registerAll(db, [{ name, schedule, nextSlot }], now),
      registerAll: (given, now) => pipelines.registerAll(db, given, now),
      list: () => pipelines.list(db),
      due: (now) => pipelines.due(db, now),
      take: (name, slot, made, next) => pipelines.take(db, name, slot, made, next),
      pause: (name, reason) => pipelines.pause(db, name, reason),
      resume: (name, next, now) => pipelines.resume(db, name, next, now),
      version: (definition, release) => versions.number(definition, release),
      findVersion: (definition, release) => versions.find(definition, release),
      definition: (name, version) => versions.definition(name, version),
    },
    runs: {
      insert: (run) => runs.insertRun(db, run),
      get: (id) => runs.getRun(db, id),
      list: (filter) => runs.listRuns(db, filter),
      queued: (now) => runs.queuedRuns(db, now),
      active: () => runs.activeCounts(db),
      busy: () => runs.busy(db),
      plan: (run, plan) => runs.planRun(db, run, plan),
      fail: (run, reason) => runs.failRun(db, run, reason),
      overdue: (now) => runs.overdueRuns(db, now),
      kill: (run, reason, as) => changes.killRun(db, run, reason, as),
      killing: () => runs.killingRuns(db),
      endKilled: (run) => runs.endKilled(db, run),
      successesWithout: (up, since, down) => runs.successesWithout(db, up, since, down),
      retry: (run, from, reason) => changes.retryRun(db, run, from, reason),
      markSucceeded: (run, stage, reason) => changes.markSucceeded(db, run, stage, reason),
      unalerted: (limit) => runs.unalerted(db, limit),
      alerted: (run) => runs.alerted(db, run),
    },
    stages: {
      of: (run) => stages.stagesOf(db, run),
      ready: (now, limit) => stages.readyStages(db, now, limit),
      admitted: () => stages.admittedStages(db),
      pools: () => stages.poolsTaken(db),
      admit: (admitted) => stages.admitStages(db, admitted),
      explain: (waiting) => stages.explainStages(db, waiting),
      fail: (run, stage, reason) => stages.failStage(db, run, stage, reason),
    },
    attempts: {
      get: (id) => attempts.getAttempt(db, id),
      of: (run) => attempts.attemptsOf(db, run),
      intend: (attempt) => attempts.intendAttempt(db, attempt),
      submitted: (id, driver, reason, at) => attempts.attemptSubmitted(db, id, driver, reason, at),
      adopted: (id, driver, reason) => attempts.attemptAdopted(db, id, driver, reason),
      running: (id, seen) => attempts.attemptRunning(db, id, seen),
      killing: (id, cause) => attempts.attemptKilling(db, id, cause),
      explain: (id, reason, application) => attempts.explainAttempt(db, id, reason, application),
      ended: (id, outcome) => attempts.attemptEnded(db, id, outcome),
      open: () => attempts.openAttempts(db),
      uncommitted: () => attempts.uncommittedAttempts(db),
      commit: (attempt, commitment) => commitAttempt(db, attempt, commitment),
      owners: (drivers, applications) => attempts.ownersOf(db, drivers, applications),
      unarchived: (limit) => attempts.unarchived(db, limit),
      archived: (id) => attempts.archived(db, id),
    },
    history: {
      since: (transition, run) => history.transitionsSince(db, transition, run),
      last: () => history.lastTransition(db),
    },
    bookmarkMoves: { list: (filter) => bookmarkMoves(db, filter) },
    bookmarkRequests: {
      ask: (request) => requests.askBookmark(db, request),
      get: (id) => requests.getBookmarkRequest(db, id),
      pending: () => requests.pendingBookmarkRequests(db),
      settle: (id, refused) => requests.settleBookmarkRequest(db, id, refused),
    },
    retention: {
      pastRuns: (before, limit) => retention.pastRuns(db, before, limit),
      pastAttempts: (before, holding, limit) => retention.pastAttempts(db, before, holding, limit),
      cleared: (ids, what) => retention.cleared(db, ids, what),
      known: (ids) => retention.knownAttempts(db, ids),
      releasesInUse: (since) => retention.releasesInUse(db, since),
      remove: (runs, before) => retention.removeRuns(db, runs, before),
    },
    assertLead: () => db.assertFence(),
  };
}
