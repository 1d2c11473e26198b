/** The real engine as a process that dies: from a chosen moment on, no call to a port ever settles. */
import { startEngine, type Engine } from '../../orchestrator/engine/engine.ts';
import type { SessionParts } from '../../orchestrator/sessions/parts.ts';
import { withSessions } from '../../orchestrator/sessions/cluster.ts';
import type { Lease, World } from '../../orchestrator/ports/ports.ts';

/** A moment at which the process dies: before or after an effect on the store, on HDFS or on the cluster. */
export interface Moment {
  when: 'before' | 'after';
  effect: string;
  /** A text in the arguments of the effect; the first effect of this name if left out. */
  stage?: string;
}

export interface Mortal {
  /** Resolves when it has died. */
  dead: Promise<void>;
  wake(): void;
  stop(): Promise<void>;
}

/** @param end - the moment of its death; it lives without one */
export function startMortal(
  world: World,
  lease: Lease,
  sessions: Omit<SessionParts, 'store' | 'files'>,
  end?: Moment,
): Mortal {
  let alive = true;
  let tellDeath: () => void = () => undefined;
  const dead = new Promise<void>((resolve) => {
    tellDeath = resolve;
  });
  const never = () => new Promise<never>(() => undefined);
  const die = () => {
    alive = false;
    tellDeath();
    return never();
  };
  const hits = (effect: string, given: unknown[], when: Moment['when']) =>
    end?.effect === effect &&
    end.when === when &&
    (end.stage === undefined || JSON.stringify(given).includes(end.stage));

  const mortal = <T extends object>(port: T, path: string): T =>
    new Proxy(port, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key);
        const name = path === '' ? String(key) : `${path}.${String(key)}`;
        if (typeof member === 'object' && member !== null) return mortal(member, name);
        if (typeof member !== 'function') return member;
        return async (...given: unknown[]) => {
          if (!alive) return never();
          if (hits(name, given, 'before')) return die();
          const value: unknown = await Reflect.apply(member, target, given);
          // Another call may have been the last one meanwhile.
          if (!alive as boolean) return never();
          return hits(name, given, 'after') ? die() : value;
        };
      },
    });

  const held = mortal(lease, 'lease');
  const store = mortal(world.store, '');
  const sessionFiles = mortal(world.sessionFiles, 'sessions.files');
  const cluster = withSessions(mortal(world.cluster, 'master'), {
    ...sessions,
    store,
    files: sessionFiles,
  });
  const engine: Engine = startEngine(
    {
      ...world,
      store,
      cluster: mortal(cluster, 'cluster'),
      sessionFiles,
      attemptFiles: mortal(world.attemptFiles, 'files'),
      bookmarks: mortal(world.bookmarks, 'bookmark'),
      releases: mortal(world.releases, 'releases'),
    },
    { leads: () => lease.leads(), hold: () => held.hold() },
    { schedules: false },
  );
  return {
    dead,
    wake: () => {
      if (alive) engine.wake();
    },
    stop: () => (alive ? engine.stop() : Promise.resolve()),
  };
}
