/** What is known of a failed attempt, and the ways to look at it. */
import type { Killing } from './attempt.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { DriverSight } from './outcome.ts';
import type { AttemptError, AttemptResult } from './result.ts';
import { part } from './shorten.ts';

/** All that is known of an attempt that failed. */
export interface Evidence {
  /** Of its result, or the engine's own where there is none. */
  error: AttemptError | null;
  result?: AttemptResult | null;
  killedFor: Killing['for'] | null;
  /** `driver.stdout`, `executor-0.stderr`, ... */
  logs: readonly { name: string; text: string }[];
  /** The last that the master said of its driver. */
  driver: DriverSight;
  /** Whether its driver's worker is; null where that is not known. */
  workerAlive: boolean | null;
  application: string | null;
}

/** What tells, and where it stands; what to do, where that is more than its class advises. */
export type Found = Pick<Diagnosis, 'evidence' | 'from'> & Partial<Pick<Diagnosis, 'advice'>>;
/** One way to look at the evidence. */
export type Look = (evidence: Evidence) => Found | null;
const LONGEST = 300;

/** The engine ended it, and knows why. */
export function killedFor(cause: Killing['for']): Look {
  return (evidence) =>
    evidence.killedFor === cause
      ? { evidence: cut(evidence.error?.message ?? `killed for ${cause}`), from: 'engine' }
      : null;
}

/** The result's error is of a class. */
export function errorIs(name: RegExp): Look {
  return ({ error }) => (error && name.test(error.class) ? told(error) : null);
}

/** The result's error says so, in its message or its traceback. */
export function errorSays(pattern: RegExp): Look {
  return ({ error }) =>
    error &&
    lineOf(
      `${error.class}: ${error.message}\n${error.message}\n${raised(error)}`,
      pattern,
      'result',
    );
}

/** A line of the driver's or of an executor's logs says so, where the result leaves it open. */
export function logSays(prefix: 'driver.' | 'executor-', pattern: RegExp): Look {
  return (evidence) => {
    if (explained(evidence.error)) return null;
    for (const { name, text } of evidence.logs) {
      const found = name.startsWith(prefix) && lineOf(text, pattern, name);
      if (found) return found;
    }
    return null;
  };
}

/** An error that the job's Python raised says all; one of the JVM may be what followed from another. */
function explained(error: AttemptError | null): boolean {
  const fromJvm =
    /^(?:Py4J\w+|SparkRuntimeException|UnknownException|Connection\w*Error|BrokenPipeError)$/;
  return Boolean(error?.traceback) && !fromJvm.test(error?.class ?? '');
}

/** The master gives a driver up with its worker, and may have forgotten it. */
export function workerGone({ driver, workerAlive, error }: Evidence): Found | null {
  const gone = ['ERROR', 'RELAUNCHING', 'absent', 'unknown'].includes(driver);
  if (!gone || workerAlive !== false || error?.traceback) return null;
  return { evidence: `its driver is ${driver}, and the worker is not alive`, from: 'master' };
}

/** The error itself. */
export function told(error: AttemptError): Found {
  return { evidence: cut(`${error.class}: ${error.message}`), from: 'result' };
}

function lineOf(text: string, pattern: RegExp, from: string): Found | null {
  const line = text.split('\n').find((candidate) => pattern.test(candidate));
  return line === undefined ? null : { evidence: cut(line, line.search(pattern)), from };
}

/** At most so much of a line, and where it is too long, the part that tells. */
function cut(line: string, telling = 0): string {
  const text = line.trim();
  if (text.length <= LONGEST) return text;
  const from = Math.min(telling, text.length - LONGEST);
  return part(text, from, from + LONGEST).trim();
}

/** Without what the job caught before: that it got over. */
function raised({ traceback = '' }: AttemptError): string {
  return (
    traceback.split('During handling of the above exception, another exception occurred').at(-1) ??
    ''
  );
}
