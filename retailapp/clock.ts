/** The company's time, which may run faster than real time. */
export interface Clock {
  /** Milliseconds since 1970 in the company's time. */
  now(): number;
  /** Real milliseconds until a moment of the company's time; negative if it has passed. */
  until(moment: number): number;
}

/**
 * A clock that starts now.
 * @param start its first time, in milliseconds since 1970.
 * @param factor seconds of the company per real second.
 */
export function companyClock(start: number, factor: number): Clock {
  const begun = performance.now();
  const now = () => start + (performance.now() - begun) * factor;
  return { now, until: (moment) => (moment - now()) / factor };
}
