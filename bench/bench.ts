/** A value with its unit, for example 7.3 and "s". */
export interface Figure {
  value: number;
  unit: string;
}

/** The outcome of a benchmark. */
export interface Result {
  figures: Record<string, Figure>;
  /** Quotients of figures, which machines of different speed can compare. */
  ratios: Record<string, number>;
}

/** A benchmark; `about` names the measure and its unit for the list of `npm run bench`. */
export interface Bench {
  name: string;
  about: string;
  run(report: (line: string) => void): Promise<Result>;
}

/** The middle value, or the mean of the two middle values. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error('there is no median of no values');
  return (low + high) / 2;
}

export function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
