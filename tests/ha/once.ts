/** Compares the applications that ran with those in the store. */
import assert from 'node:assert/strict';
import { Hdfs } from '../../orchestrator/hdfs/webhdfs.ts';
import { show } from '../support/compose/orchestrator.ts';

const hdfs = new Hdfs({
  urls: ['http://127.0.0.1:9870', 'http://127.0.0.1:9871'],
  user: 'orchestrator',
});

/** All applications so far, by their event logs: `<application>.<codec>`. */
export async function applications(): Promise<Set<string>> {
  const logs = await hdfs.list('/spark-logs');
  return new Set(logs.map(({ pathSuffix }) => pathSuffix.split('.')[0] ?? ''));
}

/** Each attempt of the run had at most one application, and there was no other. */
export async function assertOnce(run: string, before: Set<string>): Promise<void> {
  const { attempts } = await show(run);
  const begun = [...(await applications())].filter((each) => !before.has(each)).sort();
  const known = attempts.flatMap(({ application }) => application ?? []).sort();
  assert.deepEqual(begun, known, JSON.stringify(attempts, null, 2));
  const succeeded = attempts.filter(({ state }) => state === 'succeeded').map(({ stage }) => stage);
  assert.deepEqual(succeeded.sort(), ['ingest', 'serve', 'transform']);
}
