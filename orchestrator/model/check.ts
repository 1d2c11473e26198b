/** A check of one dependency of Sparkwright, for `sparkwright doctor`. */
export interface Check {
  /** The first words of the printed line. */
  name: string;
  /** An error that it throws counts as a failed check. */
  run(): Promise<Finding | readonly Finding[]>;
}

export type Verdict = 'ok' | 'warn' | 'fail';

export interface Finding {
  verdict: Verdict;
  /** The result, in one line. */
  message: string;
  /** What a user can do about it; empty if the verdict is `ok`. */
  hint: string;
}

export function ok(message: string): Finding {
  return { verdict: 'ok', message, hint: '' };
}

export function warn(message: string, hint: string): Finding {
  return { verdict: 'warn', message, hint };
}

export function fail(message: string, hint: string): Finding {
  return { verdict: 'fail', message, hint };
}
