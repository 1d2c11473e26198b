/** A check of something that Sparkwright depends on. */
export interface Check {
  /** What is checked, as a line begins with it. */
  name: string;
  /** May throw: that counts as failed. */
  run(): Promise<Finding | readonly Finding[]>;
}

export type Verdict = 'ok' | 'warn' | 'fail';

export interface Finding {
  verdict: Verdict;
  /** One line. */
  says: string;
  /** What a person can do about it; empty where all is well. */
  mend: string;
}

export function ok(says: string): Finding {
  return { verdict: 'ok', says, mend: '' };
}

export function warn(says: string, mend: string): Finding {
  return { verdict: 'warn', says, mend };
}

export function fail(says: string, mend: string): Finding {
  return { verdict: 'fail', says, mend };
}
