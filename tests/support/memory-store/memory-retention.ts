import type { Store } from '../../../orchestrator/ports/ports.ts';
import { ACTIVE } from '../../../orchestrator/model/run.ts';
import type { Access } from './memory-runs.ts';
import type { AttemptRow, RunRow, Tables } from './tables.ts';

export function retentionStore(
  tables: Tables,
  write: Access,
  read: Access,
): Pick<Store, 'retention'> {
  const kept = new WeakMap<AttemptRow, 'files' | 'nothing'>();
  const attempts = () => [...tables.attempts.values()];
  const endedBefore = (run: RunRow | undefined, before: Date): run is RunRow & { ended: Date } =>
    run !== undefined && run.ended !== null && run.ended < before && !ACTIVE.includes(run.state);
  const isNewer = (a: RunRow, b: RunRow) =>
    a.pipeline === b.pipeline &&
    (+a.created > +b.created || (+a.created === +b.created && a.id > b.id));
  const past = (before: Date) =>
    [...tables.runs.values()]
      .filter((run) => endedBefore(run, before))
      .filter((run) => !attempts().some((each) => each.run === run.id && !each.committed))
      .filter((run) => [...tables.runs.values()].some((other) => isNewer(other, run)))
      .filter(({ slot }) => !(slot.startsWith('after:') && tables.runs.has(slot.slice(6))))
      .sort((a, b) => +a.ended - +b.ended || (a.id < b.id ? -1 : 1));

  return {
    retention: {
      pastRuns: (before, limit) =>
        read(() =>
          past(before)
            .slice(0, limit)
            .map(({ id, pipeline, ended }) => ({ id, pipeline, ended })),
        ),
      pastAttempts: (before, holding, limit) =>
        read(() =>
          attempts()
            .filter((each) => each.committed && each.ended && each.ended < before)
            .filter(
              (each) => !kept.has(each) || (holding === 'files' && kept.get(each) === 'files'),
            )
            .flatMap(({ id, run }) => {
              const of = tables.runs.get(run);
              return endedBefore(of, before) ? [{ id, run, ended: of.ended }] : [];
            })
            .slice(0, limit),
        ),
      cleared: (ids, what) =>
        write(() => {
          for (const attempt of attempts().filter(({ id, ended }) => ended && ids.includes(id)))
            if (what === 'files' || !kept.has(attempt))
              kept.set(attempt, what === 'files' ? 'nothing' : 'files');
        }),
      known: (ids) => read(() => new Set(ids.filter((id) => tables.attempts.has(id)))),
      releasesInUse: (since) =>
        read(() => {
          const using = [...tables.runs.values()].filter(
            ({ state, ended }) => ACTIVE.includes(state) || (ended !== null && ended >= since),
          );
          return new Set(using.flatMap(({ release }) => (release === null ? [] : [release])));
        }),
      remove: (ids, before) =>
        write(() => {
          const gone = past(before).filter(({ id }) => ids.includes(id));
          for (const { id, pipeline, slot } of gone) {
            for (const attempt of attempts())
              if (attempt.run === id) tables.attempts.delete(attempt.id);
            tables.stages.delete(id);
            tables.runs.delete(id);
            // The slot of a file stays taken after its run is removed.
            if (!slot.startsWith('file:')) tables.slots.delete(`${pipeline} ${slot}`);
          }
          return gone.map(({ id }) => id);
        }),
    },
  };
}
