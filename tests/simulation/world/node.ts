/** A machine that an orchestrator runs on: it may stop for a while or for good, and its calls get lost on the way. */
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

/** How unreliable the calls of one history are. */
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
  /** Called before and after each effect; a fault point. */
  onBoundary: (boundary: string) => void = () => undefined;

  constructor(universe: Universe, name: string, weather: Weather) {
    this.#universe = universe;
    this.name = name;
    this.#weather = weather;
  }

  /** Whatever the process was waiting for never comes. */
  crash(): void {
    this.#life += 1;
  }

  /** The process stands still, and does not notice. */
  pause(milliseconds: number): void {
    this.#pausedUntil = this.#universe.time.now() + milliseconds;
  }

  get paused(): boolean {
    return this.#pausedUntil > this.#universe.time.now();
  }

  life(): number {
    return this.#life;
  }

  /** A port that is reached over the network from here. */
  reach<T extends object>(part: Part, port: T, life: number): T {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member === 'object' && member !== null) return this.reach(part, member, life);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) =>
          this.#call(
            part,
            String(name),
            life,
            () => Reflect.apply(member, target, given) as Promise<unknown>,
          );
      },
    });
  }

  /** Waits while the process stands still; for ever, once it is gone. */
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
    this.onBoundary(`before ${name}`);
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
    this.onBoundary(`after ${name}`);
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
