import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../../orchestrator/config.ts';
import { TerminalError } from '../../orchestrator/model/errors.ts';

describe('the configuration', () => {
  let folder: string;
  let file: string;
  let home: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sparkwright-config-'));
    file = join(folder, 'sparkwright.yaml');
    home = join(folder, 'home');
    await mkdir(join(home, 'data'), { recursive: true });
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const read = async (yaml: string, environment: Record<string, string> = {}) => {
    await writeFile(file, yaml);
    return readSettings({ SPARKWRIGHT_HOME: home, ...environment }, file);
  };
  const faults = async (yaml: string, environment: Record<string, string> = {}) => {
    try {
      await read(yaml, environment);
    } catch (error) {
      assert.ok(error instanceof TerminalError);
      return error.message.split('\n').map((line) => line.replace(`${folder}/`, ''));
    }
    return assert.fail('it was accepted');
  };

  it('prefers the environment, then the file, then the cluster, then the default', async () => {
    await writeFile(
      join(home, 'data/cluster.env'),
      "SPARKWRIGHT_HDFS_USER='cluster'\nSPARKWRIGHT_JOBS_DIR='cluster'\nSPARKWRIGHT_LOG_LEVEL='debug'\n",
    );
    const { config, settings } = await read('hdfs: { user: file }\nlog_level: warn\n', {
      SPARKWRIGHT_LOG_LEVEL: 'error',
    });
    const of = (key: string) => settings.find((setting) => setting.key === key)?.origin;
    assert.deepEqual([config.log_level, of('log_level')], ['error', 'environment']);
    assert.deepEqual([config['hdfs.user'], of('hdfs.user')], ['file', 'sparkwright.yaml']);
    assert.deepEqual([config.jobs_dir, of('jobs_dir')], ['cluster', 'cluster.env']);
    assert.deepEqual([config.starvation, of('starvation')], [60, 'default']);
  });

  it('has valid defaults, with paths in the home folder', async () => {
    const { config } = await read('# nothing\n');
    assert.equal(config['store.password_file'], join(home, 'secrets/store.password'));
    assert.deepEqual(config['spark.rest_urls'], ['http://127.0.0.1:6066']);
    assert.equal(config['retention.runs'], 90 * 24 * 3600);
  });

  it('reads lists, maps, durations and numbers from variables as from YAML', async () => {
    const yaml = await read(
      'spark: { rest_urls: [http://a:1, http://b:2/] }\npools: { narrow: 2 }\nkill_patience: 2m\nretention: { releases: 3 }\n',
    );
    const text = await read('', {
      SPARKWRIGHT_SPARK_REST_URLS: 'http://a:1, http://b:2/',
      SPARKWRIGHT_POOLS: '{"narrow": 2}',
      SPARKWRIGHT_KILL_PATIENCE: '120',
      SPARKWRIGHT_RETENTION_RELEASES: '3',
    });
    for (const { config } of [yaml, text]) {
      assert.deepEqual(config['spark.rest_urls'], ['http://a:1', 'http://b:2']);
      assert.deepEqual(config.pools, { lake: 4, narrow: 2 });
      assert.equal(config.kill_patience, 120);
      assert.equal(config['retention.releases'], 3);
    }
  });

  it('reports line, column and field of every fault in the file', async () => {
    assert.deepEqual(
      await faults(
        'spark:\n  rest_url: http://a:1\nhdfs: { urls: [nn:9870] }\nkill_patience: soon\n',
      ),
      [
        'sparkwright.yaml:2:3: spark.rest_url: there is no such field; remove it, or fix its spelling',
        'sparkwright.yaml:3:16: hdfs.urls.0: write http://host:port, or https://',
        'sparkwright.yaml:4:1: kill_patience: soon is not a duration; write 30s, 10m or 2h',
      ],
    );
  });

  it('reports the line of a YAML syntax error', async () => {
    const [fault = ''] = await faults('spark:\n  ui_urls: [\n');
    assert.match(fault, /^sparkwright\.yaml:\d+:\d+: /);
  });

  it('reports every wrong or unknown variable', async () => {
    const found = await faults('', {
      SPARKWRIGHT_HDFS_URLS: 'nn:9870',
      SPARKWRIGHT_SOURCES: 'x',
      SPARKWRIGHT_STORE_PASWORD_FILE: 'x',
    });
    assert.deepEqual(found, [
      'SPARKWRIGHT_STORE_PASWORD_FILE: there is no such variable; unset it, or fix its spelling',
      'SPARKWRIGHT_HDFS_URLS.0: write http://host:port, or https://',
      'SPARKWRIGHT_SOURCES: this is not JSON',
    ]);
  });

  it('needs no file, unless one is named', () => {
    assert.equal(
      readSettings({ SPARKWRIGHT_HOME: home, SPARKWRIGHT_CONFIG: undefined }).home,
      home,
    );
    const named = { SPARKWRIGHT_HOME: home, SPARKWRIGHT_CONFIG: join(folder, 'nope.yaml') };
    assert.throws(() => readSettings(named), /there is no configuration file .*nope\.yaml/);
  });

  it('resolves paths of the file against the file, and leaves those of variables', async () => {
    const { config } = await read('pipelines_dir: lines\n', { SPARKWRIGHT_JOBS_DIR: 'scripts' });
    assert.equal(config.pipelines_dir, join(folder, 'lines'));
    assert.equal(config.jobs_dir, 'scripts');
  });

  it('accepts the sparkwright.yaml of the repository, with and without its comment signs', async () => {
    const text = await readFile('sparkwright.yaml', 'utf8');
    await read(text);
    const examples = text.replace(/^# ?(?=( *)[a-z_]+:( |$))/gm, '');
    const { settings } = await read(examples);
    assert.ok(settings.filter(({ origin }) => origin === 'sparkwright.yaml').length > 10);
  });
});
