import pc from '../../orchestrator/cli/colors.ts';
import type { Report } from '../setup/version.ts';

/** Prints progress to stderr, each line with the seconds since the command began. */
export function progress(): Report {
  const began = Date.now();
  return (line) => {
    const seconds = ((Date.now() - began) / 1000).toFixed(1).padStart(6);
    console.error(`${pc.dim(seconds)}  ${line}`);
  };
}

/** Runs a command to its exit code; an Error is told in its own words and ends with 1. */
export async function command(work: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    console.error(pc.red(told(error)));
    process.exitCode = 1;
  }
}

/** An error and its causes, on one line; a cause that says nothing new is left out. */
function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause === undefined) return error.message;
  const cause = told(error.cause);
  return error.message.includes(cause) ? error.message : `${error.message} (${cause})`;
}

/** The exit code of a shell for a process that a signal has ended. */
export const INTERRUPTED = 130;
