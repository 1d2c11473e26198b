import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { clusterConfig, type ClusterConfig } from '../../../local/config.ts';
import { notebookLaunch, passwordFile } from '../../../local/notebook/launch.ts';
import { ensureSecrets } from '../../../local/setup/secrets.ts';

const TOOLS = {
  javaHome: '/java',
  python: '/env/bin/python',
  sparkHome: '/env/site-packages/pyspark',
  hadoopJars: '/hadoop',
  quality: '/quality',
  archives: '/archives',
};

describe('the notebook of the embedded cluster', () => {
  let config: ClusterConfig;

  beforeEach('make a home with secrets', () => {
    config = clusterConfig({
      SPARKWRIGHT_HOME: mkdtempSync(join(tmpdir(), 'sparkwright-notebook-')),
      SPARKWRIGHT_CACHE: join(tmpdir(), 'sparkwright-notebook-cache'),
      SPARKWRIGHT_MASTER_PORT: '17077',
      SPARKWRIGHT_NOTEBOOK_PORT: '18888',
    });
    ensureSecrets(config);
  });

  afterEach('remove it', () => {
    rmSync(config.home, { recursive: true });
  });

  it('takes at most one core and one GiB of the cluster, regardless of drivers', () => {
    const set = settings();
    assert.equal(set['spark.master'], 'spark://127.0.0.1:17077');
    assert.equal(set['spark.cores.max'], '1');
    assert.equal(set['spark.executor.cores'], '1');
    assert.equal(set['spark.executor.memory'], '1g');
  });

  it('sees the same tables as drivers, as a user that may only read', () => {
    assert.match(settings()['spark.sql.catalog.lake.warehouse'] ?? '', /^hdfs:.*\/data$/);
    const { env } = launch();
    assert.equal(env.HADOOP_USER_NAME, 'analyst');
    assert.equal(env.PYTHONPATH, '/env/site-packages');
  });

  it('listens on loopback, at its port', () => {
    const { args } = launch();
    assert.ok(args.includes('--ServerApp.ip=127.0.0.1'));
    assert.ok(args.includes('--ServerApp.port=18888'));
  });

  it('keeps its password in a file of its owner, and out of its arguments', () => {
    const password = readFileSync(passwordFile(config), 'utf8');
    assert.match(password, /^[\w-]{64}$/);
    assert.equal(statSync(passwordFile(config)).mode & 0o777, 0o600);
    const { args, env } = launch();
    assert.equal(env.JUPYTER_NOTEBOOK_PASSWORD, undefined);
    assert.doesNotMatch(JSON.stringify([args, env]), new RegExp(password));
  });

  it('takes its password from the environment', () => {
    const { args, env } = notebookLaunch(config, TOOLS, '/jupyter/bin/python', 'open sesame');
    assert.equal(env.JUPYTER_NOTEBOOK_PASSWORD, 'open sesame');
    assert.doesNotMatch(args.join(' '), /sesame/);
  });

  function launch() {
    return notebookLaunch(config, TOOLS, '/jupyter/bin/python', '');
  }

  /** Spark settings; the last one of a key counts. */
  function settings(): NodeJS.Dict<string> {
    const { SPARK_CONF_DIR = '' } = launch().env;
    const text = readFileSync(join(SPARK_CONF_DIR, 'spark-defaults.conf'), 'utf8');
    return parseEnv(text.replace(/^(\S+) +(.*)$/gm, "$1='$2'"));
  }
});
