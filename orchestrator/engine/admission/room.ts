/** The room that stages compete for: places in sessions that are up, and cores and memory of the workers. */
import { hostOf, type Session, type SessionWish } from '../../model/session.ts';
import { attemptsByHost, Places } from '../../model/session-places.ts';
import type { OpenAttempt } from '../../model/attempt.ts';
import type { Size } from '../../model/pipeline.ts';
import type { StageTurn } from '../../model/run.ts';
import type { ClusterState, Demand, World } from '../../ports/ports.ts';
import { Capacity, type Fit } from './capacity.ts';
import { demandOf, sessionOf } from './demand.ts';

type Needs = Pick<World, 'store' | 'clock' | 'sessionLimits'>;

/** @param promised - admitted stages without an attempt */
export async function openRoom(
  world: Needs,
  state: ClusterState,
  open: readonly OpenAttempt[],
  promised: readonly StageTurn[],
): Promise<Room> {
  const sessions = await world.store.sessions.open();
  const reserved: Size[] = sessions.flatMap((session) =>
    unregistered(session, state, session.size),
  );
  for (const attempt of open) {
    // A share needs nothing of its own: its session has it.
    if (attempt.state === 'killing' || hostOf(attempt.driver) !== null) continue;
    const demand = await demandOf(world, attempt, attempt.stage);
    if (demand) reserved.push(...unregistered(attempt, state, demand));
  }
  const places = new Places(sessions, open, world.sessionLimits, world.clock.steady());
  const room = new Room(new Capacity(state.workers, reserved), places, sessions, open);
  for (const stage of promised) {
    const demand = await demandOf(world, stage, stage.name);
    if (demand) room.reserve(demand, await sessionOf(world, stage));
  }
  return room;
}

/** The room on a cluster of which nothing is known to be reserved. */
export function unreservedRoom({ workers }: ClusterState): Room {
  const none = { max: 0, idle: 0, runs: 0, age: 0 };
  return new Room(new Capacity(workers, []), new Places([], [], none, new Date()), [], []);
}

export class Room {
  readonly #capacity: Capacity;
  readonly #places: Places;
  /** Sessions without an attempt. */
  #idle: readonly Session[];

  constructor(
    capacity: Capacity,
    places: Places,
    sessions: readonly Session[],
    open: readonly OpenAttempt[],
  ) {
    this.#capacity = capacity;
    this.#places = places;
    const attempts = attemptsByHost(open);
    this.#idle = sessions.filter(
      ({ state, driver }) => state === 'open' && !attempts.has(driver ?? ''),
    );
  }

  /** Whether a stage may start now. A place in a session needs no room on a worker. */
  roomFor(demand: Demand, session: SessionWish | null): Fit {
    return session && this.#places.has(session.key) ? 'fits' : this.#capacity.roomFor(demand);
  }

  /** Reserves what a stage takes, or waits for. */
  reserve(demand: Demand, session: SessionWish | null): void {
    if (session && this.#places.take(session.key)) {
      this.#idle = this.#idle.filter(({ key }) => key !== session.key);
      return;
    }
    this.#capacity.reserve(demand);
    if (session) this.#places.start(session.key, session.places);
  }

  /** Whether no session has a place, and no worker has room for even the smallest stage. */
  isUsedUp(): boolean {
    return this.#places.isEmpty() && this.#capacity.isUsedUp();
  }

  /** The idle session that no stage of this pass uses and that was made first; undefined if there is none. */
  get idleSession(): Session | undefined {
    return this.#idle[0];
  }
}

/** What a driver and its executors will take, but the workers' free figures don't show yet. */
function unregistered(
  { driver: id, application }: { driver: string | null; application: string | null },
  state: ClusterState,
  demand: Demand,
): Size[] {
  const driver = state.drivers.get(id ?? '')?.state;
  if (driver === undefined || driver === 'SUBMITTED' || driver === 'unknown')
    return [demand.driver, demand.executor];
  if (driver !== 'RUNNING') return [];
  const cores = state.applications.get(application ?? '')?.cores ?? 0;
  return cores > 0 ? [] : [demand.executor];
}
