import { failedShare, quarantineOf, type Expectation } from './expectation.ts';
import { told, type Evidence, type Found } from './evidence.ts';
import type { AttemptResult } from './result.ts';

/** Rows failed more than they may: which expectations, how many rows, and how to look at them. */
export function expectationFailed({ error, result }: Evidence): Found | null {
  if (error?.class !== 'ExpectationError') return null;
  const failed = result?.expectations.filter(({ passed }) => !passed) ?? [];
  if (!result || failed.length === 0) return told(error);
  const look = queries(result, failed);
  return {
    evidence: failed.map(counted).join('; '),
    from: 'result',
    ...(look.length > 0 && { advice: `Look at the rows: ${look.join('; ')}. ${MEND}` }),
  };
}

const MEND =
  'Then mend them at the source, or the expectation in the job, and retry the run from this stage.';

function counted(expectation: Expectation): string {
  const { table, name, rows, failed } = expectation;
  const share = failedShare(expectation);
  if (share === null) return `${table}: ${name}`;
  return `${table}: ${name}: ${failed ?? 0} of ${rows ?? 0} rows (${share})`;
}

/** A suite puts no rows aside; and where the quarantine could not be published there is nothing to look at. */
function queries({ attempt, snapshots }: AttemptResult, failed: readonly Expectation[]): string[] {
  return [...new Set(failed.map(({ table }) => quarantineOf(table)))]
    .filter((table) => Object.hasOwn(snapshots, table))
    .map((table) => `SELECT * FROM ${table} WHERE sparkwright_attempt = '${attempt}'`);
}
