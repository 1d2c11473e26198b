/** The state that all parts of one history share: time, randomness, the store's tables, outages and violations. */
import { Random, Xoshiro128StarStarRNG } from 'random';
import { Tables } from '../../support/memory-store/tables.ts';
import { Time } from './time.ts';

export type Part = 'store' | 'hdfs' | 'master';

export class Universe {
  readonly time = new Time();
  readonly random: Random;
  readonly tables: Tables;
  readonly down = new Set<Part>();
  readonly violations: string[] = [];
  /** Milliseconds by which the wall clocks are wrong. */
  wallOffset = 0;
  /** A log of events, for a person who replays a seed. */
  readonly diary: string[] = [];

  /** A second generator, so that refusals do not change the other random numbers of a seed. */
  readonly #refusals: Random;
  readonly #refused = new Map<string, boolean>();
  readonly #refusing: number;

  constructor(seed: string) {
    this.#refusals = new Random(new Xoshiro128StarStarRNG(`${seed} refusals`));
    this.#refusing = this.#refusals.float() < 0.2 ? this.#refusals.float() / 2 : 0;
    this.random = new Random(new Xoshiro128StarStarRNG(seed));
    this.tables = new Tables(() => new Date(this.time.now()));
  }

  /** Whether the store refuses a transition; the answer never changes. */
  refuses(what: string): boolean {
    const known = this.#refused.get(what);
    if (known !== undefined) return known;
    const refused = this.#refusals.float() < this.#refusing;
    this.#refused.set(what, refused);
    if (refused) this.note(`the store refuses: ${what}`);
    return refused;
  }

  note(words: string): void {
    this.diary.push(`${new Date(this.time.now()).toISOString().slice(11, 23)} ${words}`);
  }

  violate(words: string): void {
    this.note(`VIOLATION ${words}`);
    this.violations.push(words);
  }

  chance(probability: number): boolean {
    return this.random.float() < probability;
  }

  /** A random duration in milliseconds. */
  between(low: number, high: number): number {
    return this.random.int(low, high);
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items[this.random.int(0, Math.max(0, items.length - 1))];
  }
}
