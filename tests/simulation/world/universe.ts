/** Everything that one history shares: time, chance, what is on HDFS and in the store, and what must never happen. */
import { Random, Xoshiro128StarStarRNG } from 'random';
import { Tables } from './tables.ts';
import { Time } from './time.ts';

export type Part = 'store' | 'hdfs' | 'master';

export class Universe {
  readonly time = new Time();
  readonly random: Random;
  readonly tables: Tables;
  readonly down = new Set<Part>();
  readonly violations: string[] = [];
  /** By how much the clocks on the wall are wrong, in milliseconds. */
  wallOffset = 0;
  /** What happened, for a person who replays a seed. */
  readonly diary: string[] = [];

  /** Of its own, so that the rest of a history is what it is without refusals. */
  readonly #refusals: Random;
  readonly #refused = new Map<string, boolean>();
  readonly #refusing: number;

  constructor(seed: string) {
    this.#refusals = new Random(new Xoshiro128StarStarRNG(`${seed} refusals`));
    this.#refusing = this.#refusals.float() < 0.2 ? this.#refusals.float() / 2 : 0;
    this.random = new Random(new Xoshiro128StarStarRNG(seed));
    this.tables = new Tables(() => new Date(this.time.now()));
  }

  /** Whether the store refuses a transition: once and for all. */
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

  /** A time in milliseconds. */
  between(low: number, high: number): number {
    return this.random.int(low, high);
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items[this.random.int(0, Math.max(0, items.length - 1))];
  }
}
