/** A run store in memory, which passes the same contract tests as the one on PostgreSQL. */
import type { Store } from '../../../orchestrator/ports/ports.ts';
import { attemptStore } from './memory-attempts.ts';
import { bookmarkStore } from './memory-bookmarks.ts';
import { retentionStore } from './memory-retention.ts';
import { runStore } from './memory-runs.ts';
import { seenFilesStore } from './memory-seen-files.ts';
import { sessionStore } from './memory-sessions.ts';
import type { Tables } from './tables.ts';
import { visibly } from './visible-store.ts';

/** @param fence - returns the lease's number, with which writes are fenced; null for people's commands */
export function memoryStore(tables: Tables, fence: () => number | null): Store {
  const write = <T>(change: () => T): Promise<T> =>
    Promise.resolve().then(() => {
      tables.checkFence(fence());
      return change();
    });
  const read = <T>(look: () => T): Promise<T> => Promise.resolve().then(look);
  const register = (
    { name, schedule, nextSlot }: { name: string; schedule: string; nextSlot: Date | null },
    now: Date,
  ) => {
    const known = tables.pipelines.get(name);
    if (!known) {
      const row = { name, schedule, nextSlot, since: now, paused: null, versions: [] };
      tables.pipelines.set(name, row);
    } else if (known.schedule !== schedule || known.nextSlot === null)
      Object.assign(known, { schedule, nextSlot });
  };
  return visibly<Store>({
    pipelines: {
      register: (name, schedule, nextSlot, now) =>
        write(() => {
          register({ name, schedule, nextSlot }, now);
        }),
      registerAll: (given, now) =>
        write(() => {
          for (const pipeline of given) register(pipeline, now);
        }),
      list: () => read(() => [...tables.pipelines.values()].map((row) => ({ ...row }))),
      due: (now) =>
        read(() =>
          [...tables.pipelines.values()].flatMap((row) =>
            row.paused === null && row.nextSlot && row.nextSlot <= now
              ? [{ ...row, nextSlot: row.nextSlot }]
              : [],
          ),
        ),
      take: (name, slot, runs, next) =>
        write(() => {
          const known = tables.pipelines.get(name);
          if (known?.paused !== null || known.nextSlot?.getTime() !== slot.getTime()) return;
          known.nextSlot = next;
          for (const run of runs) tables.insertRun(run);
        }),
      pause: (name, reason) =>
        write(() => {
          const known = tables.pipelines.get(name);
          if (known?.paused !== null) return false;
          known.paused = reason;
          return true;
        }),
      resume: (name, nextSlot, now) =>
        write(() => {
          const known = tables.pipelines.get(name);
          if (typeof known?.paused !== 'string') return false;
          Object.assign(known, { paused: null, nextSlot, since: now });
          return true;
        }),
      version: (definition, release) =>
        write(() => {
          const known = tables.pipelines.get(definition.name);
          if (!known) throw new Error(`${definition.name} is not registered`);
          const hash = JSON.stringify(definition);
          const found = known.versions.findIndex((v) => v.hash === hash && v.release === release);
          return found >= 0 ? found + 1 : known.versions.push({ hash, release, definition });
        }),
      findVersion: (definition, release) =>
        read(() => {
          const versions = tables.pipelines.get(definition.name)?.versions ?? [];
          const hash = JSON.stringify(definition);
          const found = versions.findIndex((v) => v.hash === hash && v.release === release);
          return { known: found < 0 ? null : found + 1, newest: versions.length };
        }),
      definition: (name, version) =>
        read(() => tables.pipelines.get(name)?.versions[version - 1]?.definition ?? null),
    },
    ...runStore(tables, write, read),
    attempts: attemptStore(tables, write, read),
    ...retentionStore(tables, write, read),
    ...bookmarkStore(tables, write, read),
    seenFiles: seenFilesStore(tables, write, read),
    sessions: sessionStore(tables, write, read),
    history: {
      since: (transition, run) =>
        read(() =>
          tables.history.slice(transition).filter((each) => run === undefined || each.run === run),
        ),
      last: () => read(() => tables.history.length),
    },
    assertLead: () => write(() => undefined),
  });
}
