/** The verbs backup and restore. */
import assert from 'node:assert/strict';
import { putWarehouse } from '../fakes/warehouse.ts';
import { emptyDatabase, type OwnDatabase } from '../support/database.ts';
import { cliPlace, type Place } from './cli-place.ts';
import { newRun } from '../support/store-kit.ts';

describe('sparkwright backup and restore', function () {
  this.timeout(120_000);
  let place: Place;
  let empty: OwnDatabase;
  let elsewhere: Record<string, string>;

  before(async () => {
    place = await cliPlace({});
    await place.write(
      'pipelines/other.yaml',
      'pipeline: other\nstages: { one: { job: one.py } }\n',
    );
    await place.write('jobs/one.py', '');
    await putWarehouse(place.cluster.files);
    await place.store.pipelines.register('diamond', '', null, new Date());
    await place.store.runs.insert(newRun('waits'));
    empty = await emptyDatabase();
    elsewhere = { SPARKWRIGHT_STORE_URL: empty.url().replace(':throwaway@', '@') };
  });

  after(async () => {
    await place.close();
    await empty.remove();
  });

  it('backup prints what it copied, and fails if the folder cannot be made', async () => {
    const { stdout, stderr, exitCode } = await place.sparkwright(['backup', 'kept']);
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /^backed up into kept: 1 runs, 3 tables, \d+ files of [\d.]+ KiB$/m);
    const again = await place.json(['backup', 'kept']);
    assert.deepEqual(again.copied, { files: 0, bytes: 0 });
    await place.write('a-file', '');
    const nowhere = await place.sparkwright(['backup', 'a-file']);
    assert.deepEqual([nowhere.exitCode, nowhere.stdout], [2, '']);
    assert.match(nowhere.stderr, /^sparkwright: can't create the folder .*a-file/);
  });

  it('restore needs --yes, a whole backup, the same HDFS, an empty system and no leader', async () => {
    const orchestrator = await place.orchestrate();
    const other = { SPARKWRIGHT_HDFS_FS: 'hdfs://other:8020' };
    for (const [args, env, said] of [
      [
        ['restore', 'kept'],
        {},
        /stdin is not a terminal: Restore the backup of .* UTC\? Pass --yes/,
      ],
      [
        ['restore', 'nothing', '--yes'],
        {},
        /nothing holds no complete backup.*Name the folder of a complete backup/,
      ],
      [['restore', 'kept', '--yes'], other, /comes from hdfs:\/\/127.0.0.1:8020, but hdfs.fs is/],
      [['restore', 'kept', '--yes'], {}, /the lake is not empty.*hdfs dfs -rm/],
    ] as const) {
      const { exitCode, stderr } = await place.sparkwright([...args], env);
      assert.deepEqual([exitCode, said.test(stderr)], [2, true], stderr);
    }
    place.cluster.files.remove('/data', true);
    const led = await place.sparkwright(['restore', 'kept', '--yes']);
    assert.deepEqual(
      [led.exitCode, led.stderr.includes('an orchestrator leads')],
      [2, true],
      led.stderr,
    );
    await orchestrator.stop();
    const full = await place.sparkwright(['restore', 'kept', '--yes']);
    assert.match(full.stderr, /the run store is not empty/);
    assert.equal(place.cluster.files.exists('/data/bronze'), false);
  });

  it('restore brings back runs and tables', async () => {
    const done = await place.sparkwright(['restore', 'kept', '--yes'], elsewhere);
    assert.equal(done.exitCode, 0, done.stderr);
    assert.match(done.stdout, /^restored kept; no attempt was open\./);
    assert.match(done.stderr, /^backup of .* UTC, of hdfs:.*: 1 runs, 3 tables/m);
    const runs = await place.sparkwright(['runs'], elsewhere);
    assert.match(runs.stdout, /^waits +queued/m);
    const tables = await place.sparkwright(['tables'], elsewhere);
    assert.match(tables.stdout, /^lake\.bronze\.orders +297 /m);
  });
});
