import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConf } from '../../../orchestrator/spark/profiles.ts';
import { render } from '../../../local/conf/render.ts';

const SPARK = join(import.meta.dirname, '../../../spark');

describe('a rendered template', () => {
  it('has every placeholder filled, also several in one line', () => {
    assert.equal(
      render('@HDFS_FS@/data @PORT@', 'x.conf', { HDFS_FS: 'hdfs://h:1', PORT: '2' }),
      'hdfs://h:1/data 2',
    );
  });

  it('keeps an @ that is not part of a placeholder', () => {
    assert.equal(render('a@b.c @lower@', 'x.conf', {}), 'a@b.c @lower@');
  });

  it('contains values literally, also those with a $', () => {
    assert.equal(render('@KEY@', 'x.conf', { KEY: "$& $1 $'" }), "$& $1 $'");
  });

  it('is refused with its name and the placeholder if a value is missing', () => {
    assert.throws(() => render('@NOBODY@', 'spark/x.conf', {}), /spark\/x\.conf .*@NOBODY@/);
  });
});

describe('Spark properties', () => {
  it('are read without comments, and keep spaces inside a value', () => {
    assert.deepEqual(parseConf('# a\n\na.b   c\n  d.e  -Xa  -Xb\n'), {
      'a.b': 'c',
      'd.e': '-Xa  -Xb',
    });
  });

  it('limit the cores of one application, in the defaults and in the short profile', () => {
    for (const file of ['spark-defaults.conf', 'short.conf']) {
      const properties = parseConf(readFileSync(join(SPARK, file), 'utf8'));
      assert.equal(properties['spark.cores.max'], '2', file);
    }
  });

  it('keep the log configuration in the short profile, which replaces whole entries', () => {
    const short = parseConf(readFileSync(join(SPARK, 'short.conf'), 'utf8'));
    for (const role of ['driver', 'executor']) {
      assert.match(short[`spark.${role}.extraJavaOptions`] ?? '', /-Dlog4j2\.configurationFile=/);
    }
  });
});
