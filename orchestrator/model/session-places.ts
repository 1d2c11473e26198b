/** Which stages get a place in a session that is up, or that another stage of the same pass starts. */
import type { OpenAttempt } from './attempt.ts';
import { hostOf, type Session, type SessionLimits } from './session.ts';

/** Attempts that have not ended, by their host. */
export function attemptsByHost(open: readonly OpenAttempt[]): ReadonlyMap<string, string[]> {
  const attempts = new Map<string, string[]>();
  for (const { id, driver } of open) {
    const host = hostOf(driver);
    if (host !== null) attempts.set(host, [...(attempts.get(host) ?? []), id]);
  }
  return attempts;
}

/** Whether a session may get another attempt. */
export function takesMore(
  session: Session,
  running: number,
  { runs, age }: SessionLimits,
  now: Date,
): boolean {
  return (
    session.state === 'open' &&
    running < session.places &&
    session.taken < runs &&
    now.getTime() - session.created.getTime() < age * 1000
  );
}

/** Free places by session key, taken one after the other. */
export class Places {
  readonly #free = new Map<string, number>();
  #sessions: number;
  readonly #limits: SessionLimits;

  constructor(
    sessions: readonly Session[],
    open: readonly OpenAttempt[],
    limits: SessionLimits,
    now: Date,
  ) {
    this.#limits = limits;
    this.#sessions = sessions.length;
    const attempts = attemptsByHost(open);
    for (const session of sessions) {
      const running = attempts.get(session.driver ?? '')?.length ?? 0;
      if (takesMore(session, running, limits, now))
        this.#add(session.key, Math.min(session.places - running, limits.runs - session.taken));
    }
  }

  isEmpty(): boolean {
    return [...this.#free.values()].every((free) => free === 0);
  }

  has(key: string): boolean {
    return (this.#free.get(key) ?? 0) > 0;
  }

  /** Takes a place. False if no session has one. */
  take(key: string): boolean {
    const free = this.#free.get(key) ?? 0;
    if (free > 0) this.#free.set(key, free - 1);
    return free > 0;
  }

  /** Counts a session that a stage is about to start; the stage has one of its places. */
  start(key: string, places: number): void {
    if (this.#sessions >= this.#limits.max) return;
    this.#sessions += 1;
    this.#add(key, places - 1);
  }

  #add(key: string, places: number): void {
    this.#free.set(key, (this.#free.get(key) ?? 0) + places);
  }
}
