import type { Store } from '../../../orchestrator/engine/ports.ts';
import { ACTIVE, type Run, type StageTurn } from '../../../orchestrator/model/run.ts';
import { beginning, descendants } from '../../../orchestrator/model/settle.ts';
import type { RunRow, StageRow, Tables } from './tables.ts';

export type Access = <T>(action: () => T) => Promise<T>;

const OVER = ['succeeded', 'failed', 'skipped', 'killed'];
const ENDED = ['failed', 'killed', 'succeeded'];

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
            priority: run.priority,
            attempts: [...tables.attempts.values()].filter(
              (attempt) => attempt.run === run.id && attempt.stage === stage.name,
            ).length,
          })),
      );

  const reopen = (run: RunRow | undefined, reason: string): run is RunRow => {
    if (!run || !ENDED.includes(run.state)) return false;
    tables.change(
      run,
      { state: 'running', reason, ended: null, deadline: null, endsAs: null, alerted: false },
      { run },
    );
    return true;
  };

  const startAgain = (run: string, names: readonly string[], reason: string) => {
    for (const stage of tables.stages.get(run) ?? []) {
      if (!names.includes(stage.name)) continue;
      const state = stage.after.length === 0 ? 'ready' : 'waiting';
      const fresh = {
        started: null,
        ended: null,
        notBefore: null,
        driverScale: 1,
        executorScale: 1,
      };
      tables.change(stage, { state, reason, ...fresh }, { stage });
    }
    for (const attempt of tables.attempts.values())
      if (attempt.run === run && names.includes(attempt.stage)) attempt.counted = false;
  };

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
      plan: (id, { version, release, definition, deadline }) =>
        write(() => {
          const run = tables.runs.get(id);
          if (run?.state !== 'queued') return;
          const reason = `planned: version ${version}, release ${release.slice(0, 12)}`;
          tables.change(
            run,
            { state: 'running', reason, version, release, deadline, started: tables.now() },
            { run },
          );
          const rows = definition.stages.map(({ name, after, when, pool, places }): StageRow => ({
            run: id,
            name,
            after,
            when,
            pool,
            places,
            ...beginning(after),
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
          if (run?.state === 'queued')
            tables.change(run, { state: 'failed', reason, ended: tables.now() }, { run });
        }),
      overdue: (now) =>
        read(() =>
          runs().filter((run) => run.state === 'running' && run.deadline && run.deadline <= now),
        ),
      kill: (id, reason, as) =>
        write(() => {
          const run = tables.runs.get(id);
          if (run?.state !== 'queued' && run?.state !== 'running') return false;
          const over = run.state === 'queued';
          tables.change(
            run,
            { state: over ? as : 'killing', reason, endsAs: as, ended: over ? tables.now() : null },
            { run },
          );
          tables.settle(id);
          return true;
        }),
      killing: () =>
        read(() =>
          runs().filter(
            (run) =>
              run.state === 'killing' &&
              (tables.stages.get(run.id) ?? []).every(({ state }) => OVER.includes(state)),
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
        write(() => {
          if (!reopen(tables.runs.get(id), reason)) return false;
          const stages = tables.stages.get(id) ?? [];
          const again = from
            ? descendants(stages, from)
            : stages.filter(({ state }) => state !== 'succeeded').map(({ name }) => name);
          startAgain(id, again, reason);
          tables.settle(id);
          return true;
        }),
      markSucceeded: (id, name, reason) =>
        write(() => {
          const run = tables.runs.get(id);
          const stage = tables.stage(id, name);
          if (!run?.ended || !stage || !['failed', 'skipped', 'killed'].includes(stage.state))
            return false;
          tables.change(stage, { state: 'succeeded', reason, ended: tables.now() }, { stage });
          if (!reopen(run, reason)) return false;
          const stages = tables.stages.get(id) ?? [];
          const behind = descendants(stages, [name]);
          const again = stages.filter((s) => behind.includes(s.name) && s.state !== 'succeeded');
          startAgain(
            id,
            again.map((s) => s.name),
            reason,
          );
          tables.settle(id);
          return true;
        }),
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
        read(() =>
          turns('ready', ({ notBefore }) => !notBefore || notBefore <= now).slice(0, limit),
        ),
      admitted: () =>
        read(() =>
          turns('admitted', () => true).flatMap((turn) => {
            const run = tables.runs.get(turn.run);
            if (!run) return [];
            const { slot, slotStart, slotEnd, params, fullRefresh } = run;
            const given = { slot, slotStart, slotEnd, params, fullRefresh };
            return [{ ...turn, ...given, release: run.release ?? '' }];
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
