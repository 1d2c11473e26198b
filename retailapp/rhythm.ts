import type { Random } from 'random';

// Share of an hour of the day (UTC) and of a weekday, Sunday first: people order in the evening and on Sundays.
const byHour = [3, 2, 1, 1, 1, 2, 4, 6, 7, 7, 8, 8, 9, 8, 7, 8, 9, 11, 14, 16, 15, 12, 8, 5];
const byWeekday = [1.4, 1.1, 1, 0.95, 0.95, 0.9, 0.8];
const hour = 3_600_000;

/**
 * Moments in rising order, spread over the hours before `end` as people order.
 * @param count how many moments.
 * @param end milliseconds since 1970; every moment lies before it.
 * @param days how far back they reach.
 * @returns milliseconds since 1970, whole ones.
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

// Uniform numbers of [0, 1) one by one in rising order, without holding and sorting them all.
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
