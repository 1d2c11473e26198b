/**
 * The run store: the only truth about pipelines, runs, stages and attempts, and the only SQL of the orchestrator.
 */
import type { Store } from '../engine/ports.ts';
import * as attempts from './attempts.ts';
import * as commits from './commits.ts';
import type { Database } from './connect.ts';
import * as runs from './runs.ts';
import * as stages from './stages.ts';
import * as transitions from './transitions.ts';

/** The engine's port over a database. */
export function openStore(database: Database): Store {
  return {
    registerPipeline: (name, now) => runs.registerPipeline(database, name, now),
    insertRun: (run) => runs.insertRun(database, run),
    noteSlot: (pipeline, slot) => runs.noteSlot(database, pipeline, slot),
    run: (id) => runs.findRun(database, id),
    activeRuns: () => runs.activeRuns(database),
    stages: (run) => runs.stagesOf(database, run),
    attempts: (run) => attempts.attemptsOf(database, run),
    planRun: (run, definition, release) => runs.planRun(database, run, definition, release),
    failRun: (run, reason) => runs.failRun(database, run, reason),

    readyStages: (now) => stages.readyStages(database, now),
    admittedStages: () => stages.admittedStages(database),
    admitStage: (run, stage) => stages.admitStage(database, run, stage),
    explainStage: (run, stage, reason) => stages.explainStage(database, run, stage, reason),
    failStage: (run, stage, reason) => stages.failStage(database, run, stage, reason),

    intendAttempt: (attempt) => attempts.intendAttempt(database, attempt),
    attemptSubmitted: (id, driver, reason) =>
      attempts.attemptSubmitted(database, id, driver, reason),
    attemptRunning: (id, application, reason) =>
      attempts.attemptRunning(database, id, application, reason),
    attemptKilling: (id, reason) => attempts.attemptKilling(database, id, reason),
    attemptEnded: (id, outcome) => attempts.attemptEnded(database, id, outcome),
    keepLog: (id, log) => attempts.keepLog(database, id, log),
    openAttempts: () => attempts.openAttempts(database),
    uncommittedAttempts: () => attempts.uncommittedAttempts(database),

    transitions: (after, run) => transitions.transitionsSince(database, after, run),
    lastTransition: () => transitions.lastTransition(database),

    commitSuccess: (attempt) => commits.commitSuccess(database, attempt),
    commitRetry: (attempt, notBefore, why) =>
      commits.commitRetry(database, attempt, notBefore, why),
    commitFailure: (attempt, reason) => commits.commitFailure(database, attempt, reason),
  };
}
