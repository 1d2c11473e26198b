import assert from 'node:assert/strict';
import { clusterConfig } from '../../../local/config.ts';
import { clusterEnvironment } from '../../../local/environment.ts';

describe('the configuration of the embedded cluster', () => {
  it('has the documented ports and folders by default', () => {
    const config = clusterConfig({});
    assert.equal(config.ports.postgres, 5433);
    assert.equal(config.ports.rest, 6066);
    assert.equal(config.home, `${config.root}/.sparkwright`);
    assert.equal(config.cache, `${config.root}/.sparkwright/cache`);
  });

  it('keeps the cache when the home moves', () => {
    const config = clusterConfig({ SPARKWRIGHT_HOME: '.sparkwright/test' });
    assert.equal(config.home, `${config.root}/.sparkwright/test`);
    assert.equal(config.cache, `${config.root}/.sparkwright/cache`);
  });

  it('treats an empty variable as unset', () => {
    assert.equal(clusterConfig({ SPARKWRIGHT_REST_PORT: '' }).ports.rest, 6066);
  });

  for (const value of ['0', '65536', '8 080', 'http', '-1', '80.5', '1e3']) {
    it(`refuses "${value}" for a port and names the variable`, () => {
      assert.throws(
        () => clusterConfig({ SPARKWRIGHT_MASTER_UI_PORT: value }),
        new RegExp(`SPARKWRIGHT_MASTER_UI_PORT is "${value}": give a port from 1 to 65535`),
      );
    });
  }

  it('refuses one port for two services and names both variables', () => {
    assert.throws(
      () => clusterConfig({ SPARKWRIGHT_REST_PORT: '8080' }),
      /SPARKWRIGHT_MASTER_UI_PORT and SPARKWRIGHT_REST_PORT are both port 8080/,
    );
  });

  it('describes the cluster in the documented variables, without a secret', () => {
    const config = clusterConfig({ SPARKWRIGHT_HOME: '/srv/lake', SPARKWRIGHT_REST_PORT: '16066' });
    const environment = clusterEnvironment(config);
    assert.equal(environment.SPARKWRIGHT_SPARK_REST_URLS, 'http://127.0.0.1:16066');
    assert.equal(
      environment.SPARKWRIGHT_SPARK_REST_SECRET_FILE,
      '/srv/lake/secrets/spark-rest.key',
    );
    assert.equal(environment.SPARKWRIGHT_SPARK_PROFILES_DIR, '/srv/lake/data/conf/spark');
    assert.equal(
      environment.SPARKWRIGHT_STORE_URL,
      'postgres://sparkwright@127.0.0.1:5433/sparkwright',
    );
    assert.deepEqual(JSON.parse(environment.SPARKWRIGHT_SOURCES ?? ''), {
      retail: {
        url: 'jdbc:postgresql://127.0.0.1:5433/retail',
        user: 'retail_reader',
        secret: 'retail_reader',
      },
    });
  });
});
