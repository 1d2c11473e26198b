import pc from '../../orchestrator/terminal/colors.ts';
import type { Report } from '../setup/version.ts';

/** Prints progress to stderr, each line with the seconds since the command began. */
export function progress(): Report {
  const began = Date.now();
  return (line) => {
    const seconds = ((Date.now() - began) / 1000).toFixed(1).padStart(6);
    console.error(`${pc.dim(seconds)}  ${line}`);
  };
}

/** Sets the exit code from a command. An error is printed as one line, and gives 1. */
export async function command(work: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    console.error(pc.red(textOf(error)));
    process.exitCode = 1;
  }
}

/** An error and its causes, on one line, without repeated causes. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause === undefined) return error.message;
  const cause = textOf(error.cause);
  return error.message.includes(cause) ? error.message : `${error.message} (${cause})`;
}

/** The exit code of a process that a signal has ended. */
export const INTERRUPTED = 130;
