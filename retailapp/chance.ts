import { faker } from '@faker-js/faker/locale/de';
import { Random, Xoshiro128StarStarRNG } from 'random';

/** What makes data repeatable: the same seed gives the same data. */
export type Seed = string | number;

/** The stream of random numbers that belongs to a seed and a purpose; no purpose disturbs another's numbers. */
export function stream(seed: Seed, purpose: string): Random {
  return new Random(new Xoshiro128StarStarRNG(`${seed}/${purpose}`));
}

/**
 * Draws from a list by Zipf's law: the first is the most frequent, the k-th has 1/k^`exponent` of its share.
 * @returns a function that draws the next.
 */
export function zipf<T>(random: Random, items: readonly T[], exponent: number): () => T {
  const weights = items.map((_, index) => (index + 1) ** -exponent);
  const choices = [...items];
  return () => random.choice(choices, weights) as T;
}

/** Names of `count` people, some of whom share one. */
export function people(seed: Seed, count: number): readonly string[] {
  faker.seed(stream(seed, 'people').int(0, 2 ** 31));
  return Array.from(
    { length: count },
    () => `${faker.person.firstName()} ${faker.person.lastName()}`,
  );
}
