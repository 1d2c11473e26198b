import type { SessionStore } from '../../../orchestrator/ports/sessions.ts';
import type { Session, SessionState } from '../../../orchestrator/model/session.ts';
import type { Access } from './memory-runs.ts';
import type { Tables } from './tables.ts';

export function sessionStore(tables: Tables, write: Access, read: Access): SessionStore {
  const change = (id: string, from: readonly SessionState[], patch: Partial<Session>) =>
    write(() => {
      const session = tables.sessions.get(id);
      if (!session || !from.includes(session.state)) return false;
      Object.assign(session, patch);
      return true;
    });
  const changed = async (id: string, from: readonly SessionState[], patch: Partial<Session>) => {
    await change(id, from, patch);
  };
  return {
    open: () =>
      read(() =>
        [...tables.sessions.values()]
          .filter(({ state }) => state !== 'closed')
          .toSorted((a, b) => a.created.getTime() - b.created.getTime() || (a.id < b.id ? -1 : 1))
          .map((row) => ({ ...row })),
      ),
    ofDrivers: (drivers) =>
      read(() =>
        [...tables.sessions.values()]
          .filter(({ driver }) => driver !== null && drivers.includes(driver))
          .map((row) => ({ ...row })),
      ),
    intend: (session, at) =>
      write(() => {
        tables.sessions.set(session.id, {
          ...session,
          state: 'intended',
          reason: 'its host is about to be submitted',
          driver: null,
          application: null,
          taken: 0,
          created: at,
          idleSince: at,
          closingSince: null,
        });
      }),
    submitted: async (id, driver) => {
      const opens = tables.sessions.get(id)?.state === 'intended';
      const opened = { state: 'open', reason: 'takes attempts' } as const;
      const host = { driver, application: null, ...(opens ? opened : {}) };
      await changed(id, ['intended', 'open', 'closing'], host);
    },
    registered: (id, application) => changed(id, ['open', 'closing'], { application }),
    taken: (id) => {
      const taken = (tables.sessions.get(id)?.taken ?? 0) + 1;
      return change(id, ['intended', 'open'], { taken, idleSince: null });
    },
    idle: async (id, since) => {
      const idleSince = tables.sessions.get(id)?.idleSince ?? since;
      await changed(id, ['intended', 'open', 'closing'], { idleSince });
    },
    closing: (id, reason, since) =>
      changed(id, ['open'], { state: 'closing', reason, closingSince: since }),
    closed: (id, reason) =>
      changed(id, ['intended', 'open', 'closing'], { state: 'closed', reason }),
    forget: (ids) =>
      write(() => {
        for (const id of ids)
          if (tables.sessions.get(id)?.state === 'closed') tables.sessions.delete(id);
      }),
  };
}
