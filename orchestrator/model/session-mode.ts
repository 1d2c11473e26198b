/**
 * - `none`: every attempt gets an application of its own.
 * - `run`: the stages of a run share one.
 * - `warm`: runs share applications that stay up for a while.
 */
export const SESSION_MODES = ['none', 'run', 'warm'] as const;
export type SessionMode = (typeof SESSION_MODES)[number];
