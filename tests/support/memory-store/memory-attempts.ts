import type { AttemptStore } from '../../../orchestrator/ports/ports.ts';
import { OPEN, type AttemptState, type OpenAttempt } from '../../../orchestrator/model/attempt.ts';
import type { Access } from './memory-runs.ts';
import type { AttemptRow, Tables } from './tables.ts';

export function attemptStore(tables: Tables, write: Access, read: Access): AttemptStore {
  const all = () => [...tables.attempts.values()];
  const withRun = (attempt: AttemptRow): OpenAttempt => {
    const run = tables.runs.get(attempt.run);
    const stage = tables.stage(attempt.run, attempt.stage);
    if (!run || !stage) throw new Error(`${attempt.id} has lost its run`);
    const { driverScale, executorScale } = stage;
    const { pipeline, slot, state: runState, reason: runReason } = run;
    return {
      ...attempt,
      pipeline,
      slot,
      version: run.version ?? 0,
      runState,
      runReason,
      driverScale,
      executorScale,
    };
  };
  /** Changes an attempt if it is in one of the expected states. */
  const move = (id: string, from: readonly AttemptState[], patch: Partial<AttemptRow>): boolean => {
    const attempt = tables.attempts.get(id);
    if (!attempt || attempt.committed || !from.includes(attempt.state)) return false;
    tables.change(attempt, patch, { attempt });
    return true;
  };

  return {
    get: (id) =>
      read(() => {
        const attempt = tables.attempts.get(id);
        return attempt ? { ...attempt } : null;
      }),
    of: (run) =>
      read(() =>
        all()
          .filter((attempt) => attempt.run === run)
          .map((each) => ({ ...each })),
      ),
    intend: ({ id, run, stage: name, number }) =>
      write(() => {
        const stage = tables.stage(run, name);
        if (stage?.state !== 'admitted' || tables.runs.get(run)?.state !== 'running') return false;
        if (all().some((each) => each.run === run && each.stage === name && !each.committed))
          throw new Error(`${run} ${name} has an open attempt already`);
        const reason = `attempt ${number}`;
        tables.change(
          stage,
          { state: 'running', reason, started: stage.started ?? tables.now() },
          { stage },
        );
        const attempt: AttemptRow = {
          id,
          run,
          stage: name,
          number,
          state: 'intended',
          reason,
          driver: null,
          application: null,
          killing: null,
          result: null,
          error: null,
          diagnosis: null,
          counted: true,
          waitingSince: null,
          submitted: null,
          ended: null,
          created: tables.now(),
          committed: false,
          archived: false,
        };
        tables.attempts.set(id, attempt);
        tables.record({ attempt });
        return true;
      }),
    submitted: (id, driver, reason, at) =>
      write(() => {
        move(id, ['intended'], {
          state: 'submitted',
          driver,
          reason,
          submitted: at,
          waitingSince: at,
        });
      }),
    adopted: (id, driver, reason) =>
      write(() => {
        move(id, ['submitted', 'running', 'killing'], { driver, reason });
      }),
    running: (id, { application, reason, waitingSince }) =>
      write(() => {
        const known = application === null ? {} : { application };
        move(id, ['submitted', 'running'], { state: 'running', reason, waitingSince, ...known });
      }),
    killing: (id, killing) =>
      write(() => {
        move(id, ['submitted', 'running'], { state: 'killing', reason: killing.reason, killing });
      }),
    explain: (id, reason, application) =>
      write(() => {
        move(id, OPEN, application === null ? { reason } : { reason, application });
      }),
    ended: (id, { state, reason, result, error, counted }) =>
      write(() => {
        const known = result?.application ? { application: result.application } : {};
        const ended = tables.now();
        move(id, OPEN, {
          state,
          reason,
          result,
          error,
          counted,
          ended,
          waitingSince: null,
          ...known,
        });
      }),
    open: () =>
      read(() =>
        all()
          .filter((each) => !each.committed && OPEN.includes(each.state))
          .map(withRun),
      ),
    uncommitted: () =>
      read(() =>
        all()
          .filter((each) => !each.committed && !OPEN.includes(each.state))
          .map(withRun),
      ),
    commit: ({ id, run, stage: name }, commitment) =>
      write(() => {
        const attempt = tables.attempts.get(id);
        if (!attempt || attempt.committed || OPEN.includes(attempt.state)) return;
        attempt.committed = true;
        attempt.diagnosis = commitment.diagnosis ?? null;
        const stage = tables.stage(run, name);
        if (stage?.state !== 'running') return;
        const { stage: state, reason, notBefore, driverScale, executorScale } = commitment;
        tables.change(
          stage,
          {
            state,
            reason,
            notBefore: notBefore ?? stage.notBefore,
            driverScale: driverScale ?? stage.driverScale,
            executorScale: executorScale ?? stage.executorScale,
            ended: state === 'ready' ? null : tables.now(),
          },
          { stage },
        );
        tables.settle(run);
      }),
    owners: (drivers, applications) =>
      read(() =>
        all()
          .filter(
            ({ driver, application }) =>
              drivers.includes(driver ?? '') || applications.includes(application ?? ''),
          )
          .map(({ id, driver, application, ended }) => ({
            attempt: id,
            driver,
            application,
            ended,
          })),
      ),
    unarchived: (limit) =>
      read(() =>
        all()
          .filter((each) => each.committed && !each.archived && each.driver !== null)
          .slice(0, limit),
      ),
    archived: (id) =>
      write(() => {
        const attempt = tables.attempts.get(id);
        if (attempt) attempt.archived = true;
      }),
  };
}
