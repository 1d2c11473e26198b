import type { Random } from 'random';

// Shares of the hours of a day (UTC) and of weekdays, Sunday first: people order in the evening and on Sundays.
const byHour = [3, 2, 1, 1, 1, 2, 4, 6, 7, 7, 8, 8, 9, 8, 7, 8, 9, 11, 14, 16, 15, 12, 8, 5];
const byWeekday = [1.4, 1.1, 1, 0.95, 0.95, 0.9, 0.8];
const hour = 3_600_000;

/**
 * Times of orders in rising order, by the habits of people.
 * @param count number of times.
 * @param end milliseconds since 1970; every time is before it.
 * @param days length of the range before `end`.
 * @returns whole milliseconds since 1970.
 */
export function* moments(
  random: Random,
  count: number,
  end: number,
  days: number,
): Generator<number> {
  const start = end - days * 24 * hour;
  const weights = Array.from({ length: Math.ceil(days * 24) }, (_, slot) =>
    weightAt(start + slot * hour),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);

  let slot = 0;
  let passed = 0;
  for (const share of risingShares(random, count)) {
    const target = share * total;
    while (slot < weights.length - 1 && passed + (weights[slot] ?? 0) <= target) {
      passed += weights[slot] ?? 0;
      slot += 1;
    }
    const within = (target - passed) / (weights[slot] ?? 1);
    yield Math.min(end - 1, Math.floor(start + (slot + within) * hour));
  }
}

// Uniform numbers of [0, 1) in rising order, one by one, without sorting them all in memory.
function* risingShares(random: Random, count: number): Generator<number> {
  let left = 1;
  for (let remaining = count; remaining > 0; remaining -= 1) {
    left *= (1 - random.next()) ** (1 / remaining);
    yield 1 - left;
  }
}

function weightAt(time: number): number {
  const date = new Date(time);
  return (byHour[date.getUTCHours()] ?? 1) * (byWeekday[date.getUTCDay()] ?? 1);
}
