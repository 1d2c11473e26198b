import type { Store } from '../../../orchestrator/ports/ports.ts';
import { ACTIVE, isOver, type Run, type StageTurn } from '../../../orchestrator/model/run.ts';
import { kill, markSucceeded, retry } from '../../../orchestrator/model/transitions.ts';
import type { StageRow, Tables } from './tables.ts';

export type Access = <T>(action: () => T) => Promise<T>;

export function runStore(
  tables: Tables,
  write: Access,
  read: Access,
): Pick<Store, 'runs' | 'stages'> {
  const runs = () => [...tables.runs.values()];
  const inTurn = (a: Run, b: Run) =>
    b.priority - a.priority || a.created.getTime() - b.created.getTime() || (a.id < b.id ? -1 : 1);

  const turns = (state: StageRow['state'], when: (stage: StageRow) => boolean): StageTurn[] =>
    runs()
      .filter((run) => run.state === 'running')
      .sort(inTurn)
      .flatMap((run) =>
        (tables.stages.get(run.id) ?? [])
          .filter((stage) => stage.state === state && when(stage))
          .map((stage) => ({
            ...stage,
            pipeline: run.pipeline,
            version: run.version ?? 0,
            release: run.release ?? '',
            priority: run.priority,
            attempts: [...tables.attempts.values()].filter(
              (attempt) => attempt.run === run.id && attempt.stage === stage.name,
            ).length,
          })),
      );

  return {
    runs: {
      insert: (run) => write(() => copy(tables.insertRun(run))),
      get: (id) =>
        read(() => {
          const exact = tables.runs.get(id);
          const similar = runs().filter((run) => run.id.startsWith(id));
          return copy(exact ?? (similar.length === 1 ? similar[0] : undefined));
        }),
      list: ({ pipeline, states, limit }) =>
        read(() =>
          runs()
            .filter((run) => pipeline === undefined || run.pipeline === pipeline)
            .filter((run) => states === undefined || states.includes(run.state))
            .sort((a, b) => b.created.getTime() - a.created.getTime() || (a.id < b.id ? 1 : -1))
            .slice(0, limit),
        ),
      queued: (now) =>
        read(() =>
          runs()
            .filter((run) => run.state === 'queued' && (!run.notBefore || run.notBefore <= now))
            .sort(inTurn)
            .map((run) => ({ ...run })),
        ),
      active: () =>
        read(() => {
          const counts = new Map<string, { queued: number; running: number }>();
          for (const run of runs().filter(({ state }) => ACTIVE.includes(state))) {
            const count = counts.get(run.pipeline) ?? { queued: 0, running: 0 };
            count[run.state === 'queued' ? 'queued' : 'running'] += 1;
            counts.set(run.pipeline, count);
          }
          return counts;
        }),
      busy: () => read(() => runs().some(({ state }) => ACTIVE.includes(state))),
      plan: (id, { version, release, deadline, stages }) =>
        write(() => {
          const run = tables.runs.get(id);
          if (run?.state !== 'queued') return;
          const reason = `planned: version ${version}, release ${release.slice(0, 12)}`;
          tables.change(
            run,
            { state: 'running', reason, version, release, deadline, started: tables.now() },
            { run },
          );
          const rows = stages.map((stage): StageRow => ({
            run: id,
            name: stage.name,
            after: stage.after,
            when: stage.when,
            pool: stage.pool?.name ?? null,
            places: stage.pool ? stage.pool.takes : 1,
            state: stage.state,
            reason: stage.reason,
            notBefore: null,
            driverScale: 1,
            executorScale: 1,
            started: null,
            ended: null,
          }));
          tables.stages.set(id, rows);
          for (const stage of rows) tables.record({ stage });
        }),
      fail: (id, reason) =>
        write(() => {
          const run = tables.runs.get(id);
          if (run?.state === 'queued' || run?.state === 'killing')
            tables.change(run, { state: 'failed', reason, ended: tables.now() }, { run });
        }),
      overdue: (now) =>
        read(() =>
          runs().filter((run) => run.state === 'running' && run.deadline && run.deadline <= now),
        ),
      kill: (id, reason, as) => write(() => tables.changeRun(id, (run) => kill(run, reason, as))),
      killing: () =>
        read(() =>
          runs().filter(
            (run) =>
              run.state === 'killing' &&
              (tables.stages.get(run.id) ?? []).every(({ state }) => isOver(state)),
          ),
        ),
      endKilled: (id) =>
        write(() => {
          const run = tables.runs.get(id);
          if (run?.state === 'killing')
            tables.change(run, { state: run.endsAs ?? 'killed', ended: tables.now() }, { run });
        }),
      successesWithout: (upstream, since, downstream) =>
        read(() =>
          runs()
            .filter((run) => run.pipeline === upstream && run.state === 'succeeded')
            .filter(({ ended }) => ended !== null && ended > since)
            .filter(({ id }) => !tables.slots.has(`${downstream} after:${id}`)),
        ),
      retry: (id, from, reason) =>
        write(() => tables.changeRun(id, (run) => retry(run, from, reason))),
      markSucceeded: (id, stage, reason) =>
        write(() => tables.changeRun(id, (run) => markSucceeded(run, stage, reason))),
      unalerted: (limit) =>
        read(() =>
          runs()
            .filter((run) => run.ended && !run.alerted)
            .slice(0, limit),
        ),
      alerted: (id) =>
        write(() => {
          const run = tables.runs.get(id);
          if (run) run.alerted = true;
        }),
    },
    stages: {
      of: (run) => read(() => (tables.stages.get(run) ?? []).map((stage) => ({ ...stage }))),
      ready: (now, limit) =>
        read(() => {
          const ofPool = new Map<string | null, number>();
          return turns('ready', ({ notBefore }) => !notBefore || notBefore <= now).filter(
            ({ pool }) => {
              const turn = (ofPool.get(pool) ?? 0) + 1;
              ofPool.set(pool, turn);
              return turn <= limit;
            },
          );
        }),
      admitted: () =>
        read(() =>
          turns('admitted', () => true).flatMap((turn) => {
            const run = tables.runs.get(turn.run);
            if (!run) return [];
            const { slot, slotStart, slotEnd, params, fullRefresh } = run;
            const given = { slot, slotStart, slotEnd, params, fullRefresh };
            return [{ ...turn, ...given }];
          }),
        ),
      pools: () =>
        read(() => {
          const taken = new Map<string, number>();
          for (const { pool, places, state } of [...tables.stages.values()].flat())
            if (pool !== null && (state === 'admitted' || state === 'running'))
              taken.set(pool, (taken.get(pool) ?? 0) + (places ?? Infinity));
          return taken;
        }),
      admit: (stages) =>
        write(() => {
          const reason = 'there is room for its driver and an executor';
          for (const { run, name } of stages) changeReady(run, name, 'admitted', reason);
        }),
      explain: (stages) =>
        write(() => {
          for (const { run, name, reason } of stages) changeReady(run, name, 'ready', reason);
        }),
      fail: (run, name, reason) =>
        write(() => {
          const stage = tables.stage(run, name);
          if (stage?.state !== 'ready' && stage?.state !== 'admitted') return;
          tables.change(stage, { state: 'failed', reason, ended: tables.now() }, { stage });
          tables.settle(run);
        }),
    },
  };

  function changeReady(
    run: string,
    name: string,
    state: 'ready' | 'admitted',
    reason: string,
  ): void {
    const stage = tables.stage(run, name);
    if (stage?.state === 'ready' && tables.runs.get(run)?.state === 'running')
      tables.change(stage, { state, reason }, { stage });
  }
}

function copy<T extends object>(row: T | null | undefined): T | null {
  return row ? { ...row } : null;
}
