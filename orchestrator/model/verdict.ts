/**
 * The truth table of an attempt. The driver's state, the claim and the result file together decide the outcome; each of
 * them may be unknown.
 *
 * Callers read the driver's state first, because a driver that has ended can't write its result later.
 */
export type DriverSight =
  | 'unknown'
  | 'absent'
  | 'SUBMITTED'
  | 'RUNNING'
  | 'RELAUNCHING'
  | 'FINISHED'
  | 'FAILED'
  | 'KILLED'
  | 'ERROR';
export type ClaimSight = 'unknown' | 'none' | 'driver' | 'tombstone';
export type ResultSight = 'unknown' | 'none' | 'succeeded' | 'failed' | 'broken';

/**
 * - `wait`: the outcome is still open; read the states again later.
 * - `give-up`: try to take the claim. Whoever gets it, the next reading decides.
 * - `succeeded`, `failed`: the result file says so.
 * - `broken-result`: the result file exists but can't be read.
 * - `no-result`: the driver claimed the attempt and ended without a result file.
 * - `never-ran`: the orchestrator holds the claim, so no driver ran the attempt or ever can.
 */
export type Verdict =
  'wait' | 'give-up' | 'succeeded' | 'failed' | 'broken-result' | 'no-result' | 'never-ran';

type Pattern<T extends string> = readonly T[] | 'any';
type Row = readonly [Pattern<DriverSight>, Pattern<ClaimSight>, Pattern<ResultSight>, Verdict];

const LIVE = ['SUBMITTED', 'RUNNING'] as const;
// RELAUNCHING is final for its driver id: the new driver gets another one. absent: a live master doesn't know the id.
const OVER = ['absent', 'RELAUNCHING', 'FINISHED', 'FAILED', 'KILLED', 'ERROR'] as const;

/** The first row that matches decides. */
const TRUTH: readonly Row[] = [
  ['any', 'any', ['succeeded'], 'succeeded'],
  ['any', 'any', ['failed'], 'failed'],
  ['any', 'any', ['broken'], 'broken-result'],
  ['any', 'any', ['unknown'], 'wait'],
  ['any', ['tombstone'], ['none'], 'never-ran'],
  ['any', ['unknown'], ['none'], 'wait'],
  [['unknown'], ['none', 'driver'], ['none'], 'wait'],
  [LIVE, ['none', 'driver'], ['none'], 'wait'],
  [OVER, ['none'], ['none'], 'give-up'],
  [OVER, ['driver'], ['none'], 'no-result'],
];

/** Decides one cell of the truth table; `tests/unit/model/verdict.test.ts` covers every cell. */
export function verdict(driver: DriverSight, claim: ClaimSight, result: ResultSight): Verdict {
  const row = TRUTH.find(
    ([d, c, r]) => matches(d, driver) && matches(c, claim) && matches(r, result),
  );
  if (!row) throw new Error(`no row of the truth table for ${driver}, ${claim}, ${result}`);
  return row[3];
}

/** Whether a driver runs or may still start. */
export function isAlive(driver: DriverSight | undefined): boolean {
  return driver === 'SUBMITTED' || driver === 'RUNNING';
}

function matches<T extends string>(pattern: Pattern<T>, value: T): boolean {
  return pattern === 'any' || pattern.includes(value);
}
