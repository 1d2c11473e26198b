/** The command's exit codes; `--help` and docs/cli.md list them. */
export const EXIT = { done: 0, failed: 1, broken: 2, notFound: 3, interrupted: 130 } as const;

/** Each exit code with its meaning, in the order of `--help`. */
export const EXIT_CODES: readonly (readonly [code: number, meaning: string])[] = [
  [EXIT.done, 'done'],
  [EXIT.failed, 'the run, check or kill failed'],
  [EXIT.broken, 'wrong usage or configuration, or a part of the system is unreachable'],
  [EXIT.notFound, 'no such run, pipeline, stage or attempt'],
  [EXIT.interrupted, 'interrupted by Ctrl-C'],
];
