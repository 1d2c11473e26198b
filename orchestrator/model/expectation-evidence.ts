import { failedShare, quarantineOf, type Expectation } from './expectation.ts';
import { errorMatch, type Evidence, type Match } from './evidence.ts';
import type { AttemptResult } from './result.ts';

/** Matches a failed expectation. The evidence counts the failed rows; the advice has the queries that show them. */
export function expectationFailed({ error, result }: Evidence): Match | null {
  if (error?.class !== 'ExpectationError') return null;
  const failed = result?.expectations.filter(({ passed }) => !passed) ?? [];
  if (!result || failed.length === 0) return errorMatch(error);
  const evidence = failed.map(counted).join('; ');
  const queries = quarantineQueries(result, failed);
  if (queries.length === 0) return { evidence, from: 'result' };
  return { evidence, from: 'result', advice: `Look at the rows: ${queries.join('; ')}. ${HINT}` };
}

const HINT =
  'Then fix the rows at the source, or the expectation in the job, and retry the run from this stage.';

function counted(expectation: Expectation): string {
  const { table, name, rows, failed } = expectation;
  const share = failedShare(expectation);
  if (share === null) return `${table}: ${name}`;
  return `${table}: ${name}: ${failed ?? 0} of ${rows ?? 0} rows (${share})`;
}

/** Only published quarantine tables have rows to look at; suites have no quarantine. */
function quarantineQueries(
  { attempt, snapshots }: AttemptResult,
  failed: readonly Expectation[],
): string[] {
  return [...new Set(failed.map(({ table }) => quarantineOf(table)))]
    .filter((table) => Object.hasOwn(snapshots, table))
    .map((table) => `SELECT * FROM ${table} WHERE sparkwright_attempt = '${attempt}'`);
}
