/** The machine of an orchestrator: it may pause or crash, and its calls may get lost. */
import {
  AmbiguousSubmission,
  RetryableError,
  UnreachableError,
} from '../../../orchestrator/model/errors.ts';
import type { Part, Universe } from './universe.ts';

const NAMES: Record<Part, string> = {
  store: 'the run store',
  hdfs: 'HDFS',
  master: 'the Spark master',
};

/** The probabilities of faults in the calls of one history. */
export interface Weather {
  lostBefore: number;
  lostAfter: number;
  late: number;
  twice: number;
  slow: number;
}

export class Node {
  readonly name: string;
  readonly #universe: Universe;
  readonly #weather: Weather;
  #life = 0;
  #pausedUntil = 0;

  constructor(universe: Universe, name: string, weather: Weather) {
    this.#universe = universe;
    this.name = name;
    this.#weather = weather;
  }

  /** Ends the process: its pending calls never settle. */
  crash(): void {
    this.#life += 1;
  }

  /** Stops the process for a time, unnoticed by itself. */
  pause(milliseconds: number): void {
    this.#pausedUntil = this.#universe.time.now() + milliseconds;
  }

  get paused(): boolean {
    return this.#pausedUntil > this.#universe.time.now();
  }

  life(): number {
    return this.#life;
  }

  /** Wraps a port so that its calls go over the faulty network. */
  reach<T extends object>(part: Part, port: T, life: number): T {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member === 'object' && member !== null) return this.reach(part, member, life);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) =>
          this.#call(
            part,
            String(name),
            life,
            () => Reflect.apply(member, target, args) as Promise<unknown>,
          );
      },
    });
  }

  /** Waits while the process is paused. Never resolves if it has crashed. */
  async here(life: number): Promise<void> {
    while (life === this.#life && this.paused)
      await this.#universe.time.wait(this.#pausedUntil - this.#universe.time.now());
    if (life !== this.#life) await new Promise(() => undefined);
  }

  async #call(
    part: Part,
    name: string,
    life: number,
    effect: () => Promise<unknown>,
  ): Promise<unknown> {
    const universe = this.#universe;
    const { lostBefore, lostAfter, late, twice, slow } = this.#weather;
    await this.here(life);
    if (universe.chance(slow)) await universe.time.wait(universe.between(1, 1_500));
    await this.here(life);
    if (universe.down.has(part)) throw this.#unreachable(part, 'connection refused');
    if (universe.chance(lostBefore)) throw this.#lost(part, name);
    if (name === 'submit' && universe.chance(late)) {
      universe.time.after(universe.between(100, 30_000), () => void effect());
      throw this.#lost(part, name);
    }
    const value = await effect();
    if (name === 'submit' && universe.chance(twice)) await effect();
    await this.here(life);
    if (universe.chance(slow)) await universe.time.wait(universe.between(1, 1_500));
    await this.here(life);
    if (universe.chance(lostAfter)) throw this.#lost(part, name);
    return value;
  }

  #lost(part: Part, name: string): RetryableError {
    return name === 'submit'
      ? new AmbiguousSubmission('http://master:6066', new Error('the connection was reset'))
      : this.#unreachable(part, 'the connection was reset');
  }

  #unreachable(part: Part, why: string): UnreachableError {
    return new UnreachableError(NAMES[part], `${NAMES[part]} is unreachable: ${why}`);
  }
}
