import assert from 'node:assert/strict';
import { parsePipeline } from '../../../orchestrator/plan/load.ts';
import { parseConf } from '../../../orchestrator/spark/profiles.ts';
import { submissionBody } from '../../../orchestrator/spark/submission.ts';

const [stage] = parsePipeline(
  'pipeline: p\nstages:\n  s: { job: p/s.py, spark: { conf: { spark.sql.shuffle.partitions: 7 } } }\n',
  'p.yaml',
).stages;
assert.ok(stage);

const body = submissionBody(
  { attempt: 'a-1', run: 'r', name: 'p.s', release: 'abc', spec: 'hdfs://h:8020/spec.json', stage },
  {
    'spark.sql.shuffle.partitions': '2',
    'spark.driver.extraJavaOptions': '-Xshare:auto',
    'spark.authenticate': 'true',
  },
  { master: 'spark://m:7077', webhdfs: 'http://n:9870', hdfsUser: 'spark', callbackUrl: '' },
) as { appArgs: string[]; sparkProperties: Record<string, string>; appResource: string };

describe('a submission', () => {
  it('names the master to the inner spark-submit, so that the job does not run in local mode', () => {
    assert.equal(body.appArgs[body.appArgs.indexOf('--master') + 1], 'spark://m:7077');
    assert.equal(body.appResource, '');
  });

  it('ends with the bootstrap of its release and the address of its spec', () => {
    assert.deepEqual(body.appArgs.slice(-3), [
      'hdfs:///jobs/abc/sparkwright/bootstrap.py',
      '--attempts',
      'hdfs://h:8020/spec.json',
    ]);
  });

  it('puts settings of the stage over the profile, and those of the attempt over both', () => {
    assert.ok(body.appArgs.includes('spark.sql.shuffle.partitions=7'));
    assert.ok(!body.appArgs.includes('spark.sql.shuffle.partitions=2'));
    assert.ok(body.appArgs.includes('spark.wap.branch=a-1'));
    assert.ok(body.appArgs.includes('spark.cores.max=2'));
  });

  it('starts the driver with its own settings, without supervision', () => {
    assert.equal(body.sparkProperties['spark.driver.extraJavaOptions'], '-Xshare:auto');
    assert.equal(body.sparkProperties['spark.driver.supervise'], 'false');
  });

  it('runs drivers and executors in UTC, in any zone of their host', () => {
    const utc = '-Duser.timezone=UTC';
    assert.equal(body.sparkProperties['spark.driver.defaultJavaOptions'], utc);
    assert.ok(body.appArgs.includes(`spark.executor.defaultJavaOptions=${utc}`));
  });

  it('passes on that the cluster authenticates applications, and carries no secret', () => {
    assert.equal(body.sparkProperties['spark.authenticate'], 'true');
    assert.ok(!JSON.stringify(body).includes('secret'));
  });
});

describe('Spark settings in a file', () => {
  it('are read like spark-submit reads them', () => {
    const text = '# a comment\nspark.a  one two\nspark.b=x=y\n\n  spark.c = 3\n';
    assert.deepEqual(parseConf(text), { 'spark.a': 'one two', 'spark.b': 'x=y', 'spark.c': '3' });
  });
});
