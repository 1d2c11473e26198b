/** Planned faults between a client and a fake server. */
import type { Reply } from './reply.ts';

/** Whether the server handles the request before the answer fails. */
export type Effect = 'none' | 'done';

export type Fault =
  | { kind: 'silence' | 'reset' | 'half'; effect: Effect }
  | { kind: 'instead'; effect: Effect; reply: Reply }
  /** The answer is late, and so is the effect, unless it is `done`. */
  | { kind: 'late'; effect: Effect; until: Promise<unknown> };

/** The answer never comes, so that the client gives up. */
export const silence = (effect: Effect): Fault => ({ kind: 'silence', effect });
/** The connection breaks instead of an answer. */
export const reset = (effect: Effect): Fault => ({ kind: 'reset', effect });
/** Half of the right answer comes, with the length of that half. */
export const half = (): Fault => ({ kind: 'half', effect: 'done' });
/** The answer comes once a promise has settled. */
export const late = (until: Promise<unknown>, effect: Effect): Fault => ({
  kind: 'late',
  effect,
  until,
});
/** Another answer comes instead of the right one. */
export const instead = (reply: Reply, effect: Effect = 'none'): Fault => ({
  kind: 'instead',
  effect,
  reply,
});

/** A planned fault. */
export interface Planned {
  /** The number of requests that it has hit. */
  readonly hits: number;
  /** Resolves when it hits its first request. */
  readonly struck: Promise<void>;
  /** Removes it. */
  lift(): void;
}

interface Plan {
  pattern: RegExp;
  fault: Fault;
  left: number;
  hits: number;
  strike: () => void;
}

/** The faults of one server. */
export class Faults {
  readonly #plans = new Set<Plan>();

  /**
   * Plans a fault for the next requests that match.
   *
   * @param pattern - of `<METHOD> <url as sent>`, such as /^POST .*submissions\/create/
   * @param times - the number of requests that it hits; with Infinity, all until it is removed
   */
  on(pattern: RegExp, fault: Fault, times = 1): Planned {
    let strike = (): void => undefined;
    const struck = new Promise<void>((resolve) => {
      strike = resolve;
    });
    const plan: Plan = { pattern, fault, left: times, hits: 0, strike };
    this.#plans.add(plan);
    return {
      get hits() {
        return plan.hits;
      },
      struck,
      lift: () => void this.#plans.delete(plan),
    };
  }

  /** Removes all faults. */
  clear(): void {
    this.#plans.clear();
  }

  /** Returns the fault for a request, if any, and counts the hit. */
  meet(method: string, url: string): Fault | null {
    if (this.#plans.size === 0) return null;
    const line = `${method} ${url}`;
    for (const plan of this.#plans) {
      if (!plan.pattern.test(line)) continue;
      plan.hits += 1;
      plan.left -= 1;
      if (plan.left <= 0) this.#plans.delete(plan);
      plan.strike();
      return plan.fault;
    }
    return null;
  }
}
