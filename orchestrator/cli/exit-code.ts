import { TerminalError } from '../model/errors.ts';

/** What the command's exit code says; docs/cli.md. */
export const EXIT = {
  done: 0,
  /** What was asked about failed: a run, a check. */
  failed: 1,
  /** The command could not do its work: its usage, the configuration, a part that is unreachable. */
  broken: 2,
  /** There is no such run, pipeline, stage or attempt. */
  notFound: 3,
  interrupted: 130,
} as const;

/** What was named is not there. */
export class NotFound extends TerminalError {}
