import type { AttemptResult } from '../model/result.ts';
import { bounded } from '../model/shorten.ts';

/** Limits of texts in a result, in characters; docs/typescript-and-python.md lists them. */
const TEXT = 20_000;
const PREDICATE = 2_000;
const NAME = 500;
const CLASS = 200;

/** Limit of expectations of one attempt. */
const EXPECTATIONS = 1_000;

/** A result with every text cut to a length that the run store and a page can hold. */
export function shortened(result: AttemptResult): AttemptResult {
  const { driver, application, error, rows, snapshots, expectations } = result;
  return {
    ...result,
    driver: bounded(driver, NAME),
    application: application === null ? null : bounded(application, NAME),
    error: error && {
      ...error,
      class: bounded(error.class, CLASS),
      message: bounded(error.message, TEXT),
      ...(error.traceback === undefined ? {} : { traceback: bounded(error.traceback, TEXT) }),
    },
    rows: byShortName(rows),
    snapshots: byShortName(snapshots),
    expectations: mostTelling(expectations).map((each) => ({
      ...each,
      table: bounded(each.table, NAME),
      name: bounded(each.name, NAME),
      predicate: bounded(each.predicate, PREDICATE),
    })),
  };
}

/** If there are too many expectations, the failed ones are kept first. */
function mostTelling(expectations: AttemptResult['expectations']): AttemptResult['expectations'] {
  if (expectations.length <= EXPECTATIONS) return expectations;
  const failed = expectations.filter(({ passed, failed }) => !passed || failed !== 0);
  const others = expectations.filter((each) => !failed.includes(each));
  return [...failed, ...others].slice(0, EXPECTATIONS);
}

function byShortName<T>(byTable: Record<string, T>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(byTable).map(([table, each]) => [bounded(table, NAME), each]),
  );
}
