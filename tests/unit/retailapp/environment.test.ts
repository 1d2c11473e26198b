import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectionFrom } from '../../../retailapp/environment.ts';

describe('the connection of the retail app', () => {
  let home: string;
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'retail-'));
    await mkdir(join(home, 'secrets'));
    await writeFile(join(home, 'secrets', 'retail-app.password'), 'secret\n');
  });
  after(() => rm(home, { recursive: true }));

  it('has the port and the password of the embedded cluster', async () => {
    assert.deepEqual(
      await connectionFrom({ SPARKWRIGHT_HOME: home, SPARKWRIGHT_POSTGRES_PORT: '15433' }),
      { url: 'postgres://retail_app@127.0.0.1:15433/retail', password: 'secret' },
    );
  });

  it('comes from the command line, or else from RETAIL_DATABASE_URL', async () => {
    const environment = { RETAIL_DATABASE_URL: 'postgres://a:b@one/retail' };
    assert.deepEqual(await connectionFrom(environment), { url: 'postgres://a:b@one/retail' });
    assert.deepEqual(await connectionFrom(environment, 'postgres://a:b@two/retail'), {
      url: 'postgres://a:b@two/retail',
    });
  });

  it('comes from the running cluster if the environment has none', async () => {
    await mkdir(join(home, 'data'));
    await writeFile(
      join(home, 'data/cluster.env'),
      "RETAIL_DATABASE_URL='postgres://retail_app@127.0.0.1:5433/retail?sslmode=verify-full'\n",
    );
    assert.deepEqual(await connectionFrom({ SPARKWRIGHT_HOME: home }), {
      url: 'postgres://retail_app@127.0.0.1:5433/retail?sslmode=verify-full',
      password: 'secret',
    });
  });

  it('is an error with the missing file and the fix', async () => {
    const file = join(home, 'nowhere');
    await assert.rejects(
      connectionFrom({ RETAIL_DATABASE_PASSWORD_FILE: file }),
      (error: Error) => {
        assert.match(error.message, /nowhere: cannot be read; `npm run up`/);
        return error.cause !== undefined;
      },
    );
  });

  it('is refused if its URL is not one of PostgreSQL', async () => {
    await assert.rejects(connectionFrom({}, 'http://host/retail'), /give one like postgres:\/\//);
  });
});
