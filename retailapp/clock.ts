/** The company's time, which may run faster than ours. */
export interface Clock {
  /** Milliseconds since 1970 in the company's time. */
  now(): number;
  /** Milliseconds of our time until that moment of the company's; below zero when it has passed. */
  until(moment: number): number;
}

/**
 * A clock that begins now.
 * @param start what it shows at first, in milliseconds since 1970.
 * @param factor how many of the company's seconds pass in one of ours.
 */
export function companyClock(start: number, factor: number): Clock {
  const begun = performance.now();
  const now = () => start + (performance.now() - begun) * factor;
  return { now, until: (moment) => (moment - now()) / factor };
}
