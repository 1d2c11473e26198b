/** The evidence of a failed attempt, and the matchers that rules search it with. */
import type { Killing } from './attempt.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { DriverSight } from './verdict.ts';
import type { AttemptError, AttemptResult } from './result.ts';
import { part } from './shorten.ts';

/** Everything that the engine knows about a failed attempt. */
export interface Evidence {
  /** The result's error, or the engine's own if there is no result. */
  error: AttemptError | null;
  result?: AttemptResult | null;
  killedFor: Killing['for'] | null;
  /** Logs named `driver.stdout`, `executor-0.stderr`, ... */
  logs: readonly { name: string; text: string }[];
  /** The driver's last state at the master. */
  driver: DriverSight;
  /** Whether the driver's worker is alive; null if unknown. */
  workerAlive: boolean | null;
  application: string | null;
}

/** The matching line, its origin, and advice that overrides the class's default. */
export type Match = Pick<Diagnosis, 'evidence' | 'from'> & Partial<Pick<Diagnosis, 'advice'>>;

/** Searches the evidence for one sign of a cause; returns null if the sign is missing. */
export type Matcher = (evidence: Evidence) => Match | null;

/** The most characters of a matching line. */
const LONGEST = 300;

/** Matches an attempt that the engine killed for this cause. */
export function killedFor(cause: Killing['for']): Matcher {
  return (evidence) =>
    evidence.killedFor === cause
      ? { evidence: cut(evidence.error?.message ?? `killed for ${cause}`), from: 'engine' }
      : null;
}

/** Matches the class of the error. */
export function errorIs(name: RegExp): Matcher {
  return ({ error }) => (error && name.test(error.class) ? errorMatch(error) : null);
}

/** Matches the error's message or traceback. */
export function errorSays(pattern: RegExp): Matcher {
  return ({ error }) =>
    error &&
    lineOf(
      `${error.class}: ${error.message}\n${error.message}\n${lastTraceback(error)}`,
      pattern,
      'result',
    );
}

/** Matches a line of the driver's or the executors' logs, unless the error already explains the failure. */
export function logSays(prefix: 'driver.' | 'executor-', pattern: RegExp): Matcher {
  return (evidence) => {
    if (isConclusive(evidence.error)) return null;
    for (const { name, text } of evidence.logs) {
      const match = name.startsWith(prefix) && lineOf(text, pattern, name);
      if (match) return match;
    }
    return null;
  };
}

/** An error that Python raised explains the failure. An error from the JVM may be a consequence of another one. */
function isConclusive(error: AttemptError | null): boolean {
  const fromJvm =
    /^(?:Py4J\w+|SparkRuntimeException|UnknownException|Connection\w*Error|BrokenPipeError)$/;
  return Boolean(error?.traceback) && !fromJvm.test(error?.class ?? '');
}

/** Matches a driver whose worker died. The master gives such a driver up, and may have forgotten it. */
export function workerGone({ driver, workerAlive, error }: Evidence): Match | null {
  const gone = ['ERROR', 'RELAUNCHING', 'absent', 'unknown'].includes(driver);
  if (!gone || workerAlive !== false || error?.traceback) return null;
  return { evidence: `its driver is ${driver}, and the worker is not alive`, from: 'master' };
}

/** The error itself, as a match. */
export function errorMatch(error: AttemptError): Match {
  return { evidence: cut(`${error.class}: ${error.message}`), from: 'result' };
}

function lineOf(text: string, pattern: RegExp, from: string): Match | null {
  const line = text.split('\n').find((candidate) => pattern.test(candidate));
  return line === undefined ? null : { evidence: cut(line, line.search(pattern)), from };
}

/** Shortens a long line to the part around the match, which begins at `at`. */
function cut(line: string, at = 0): string {
  const text = line.trim();
  if (text.length <= LONGEST) return text;
  const from = Math.min(at, text.length - LONGEST);
  return part(text, from, from + LONGEST).trim();
}

/** The traceback of the last error, without errors that the job caught before. */
function lastTraceback({ traceback = '' }: AttemptError): string {
  return (
    traceback.split('During handling of the above exception, another exception occurred').at(-1) ??
    ''
  );
}
