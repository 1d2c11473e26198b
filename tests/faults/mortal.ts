/** The real engine on the real ports, as a process that dies: from a chosen moment on, nothing it waits for ever comes. */
import { startEngine, type Engine } from '../../orchestrator/engine/engine.ts';
import type { Lease, World } from '../../orchestrator/engine/ports.ts';

/** A moment at which the process dies: before or after an effect on the store, on HDFS or on the cluster. */
export interface Moment {
  when: 'before' | 'after';
  effect: string;
  /** Which stage's, by its name in what the effect is given; the first there is where it is left out. */
  stage?: string;
}

export interface Mortal {
  /** Resolves when it has died. */
  dead: Promise<void>;
  wake(): void;
  stop(): Promise<void>;
}

/** @param end - the moment of its death; none for one that lives */
export function startMortal(world: World, lease: Lease, end?: Moment): Mortal {
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

  const engine: Engine = startEngine(
    {
      ...world,
      store: mortal(world.store, ''),
      cluster: mortal(world.cluster, 'cluster'),
      attemptFiles: mortal(world.attemptFiles, 'files'),
      bookmarks: mortal(world.bookmarks, 'bookmark'),
      releases: mortal(world.releases, 'releases'),
    },
    mortal(lease, 'lease'),
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
