/**
 * The engine's truth about one attempt: what the master says of its driver, who holds its claim, and what its result
 * file says, each of which may also be unknown, and together decide what has become of it.
 *
 * Read in this order, driver first: a driver that had ended when it was looked at can't have left its result later.
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
 * - `wait`: nothing can be said yet; look again.
 * - `give-up`: take the claim. Whoever wins it, the next look decides.
 * - `succeeded`, `failed`: the result file says so.
 * - `broken-result`: there is a result file, and it can't be read.
 * - `no-result`: the driver claimed, ended, and left nothing.
 * - `never-ran`: the attempt was given up before any driver claimed it, and no driver can claim it now.
 */
export type Verdict =
  'wait' | 'give-up' | 'succeeded' | 'failed' | 'broken-result' | 'no-result' | 'never-ran';

type Pattern<T extends string> = readonly T[] | 'any';
type Row = readonly [Pattern<DriverSight>, Pattern<ClaimSight>, Pattern<ResultSight>, Verdict];

const LIVE = ['SUBMITTED', 'RUNNING'] as const;
// RELAUNCHING is final for the id that it is reported under; absent means that the master, being alive, has never heard of it.
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

/** Decides one cell of the truth table. Every cell is covered: `tests/unit/model/outcome.test.ts` visits each. */
export function verdict(driver: DriverSight, claim: ClaimSight, result: ResultSight): Verdict {
  const row = TRUTH.find(
    ([d, c, r]) => matches(d, driver) && matches(c, claim) && matches(r, result),
  );
  if (!row) throw new Error(`no row of the truth table for ${driver}, ${claim}, ${result}`);
  return row[3];
}

function matches<T extends string>(pattern: Pattern<T>, value: T): boolean {
  return pattern === 'any' || pattern.includes(value);
}
