import { faker } from '@faker-js/faker/locale/de';
import { Random, Xoshiro128StarStarRNG } from 'random';

/** The same seed gives the same data. */
export type Seed = string | number;

/** The stream of random numbers of a seed and a purpose, independent of other purposes. */
export function stream(seed: Seed, purpose: string): Random {
  return new Random(new Xoshiro128StarStarRNG(`${seed}/${purpose}`));
}

/**
 * Draws from a list by Zipf's law: the k-th is 1/k^`exponent` times as frequent as the first.
 * @returns a function that draws the next.
 */
export function zipf<T>(random: Random, items: readonly T[], exponent: number): () => T {
  const weights = items.map((_, index) => (index + 1) ** -exponent);
  const choices = [...items];
  return () => random.choice(choices, weights) as T;
}

/** `count` names of people; some are the same. */
export function people(seed: Seed, count: number): readonly string[] {
  faker.seed(stream(seed, 'people').int(0, 2 ** 31));
  return Array.from(
    { length: count },
    () => `${faker.person.firstName()} ${faker.person.lastName()}`,
  );
}
