/** A figure with its unit, for example 7.3 and "s". */
export interface Figure {
  value: number;
  unit: string;
}

/** What a bench found. */
export interface Result {
  figures: Record<string, Figure>;
  /** What is to be compared, as a plain number. */
  ratios: Record<string, number>;
}

/** One bench: what it measures, and how. */
export interface Bench {
  name: string;
  about: string;
  run(report: (line: string) => void): Promise<Result>;
}

/** The middle of the values, or the mean of the two in the middle. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error('there is no median of no values');
  return (low + high) / 2;
}

/** Rounds to so many decimals. */
export function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
