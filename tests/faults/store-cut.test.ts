import assert from 'node:assert/strict';
import pRetry from 'p-retry';
import pg from 'pg';
import { UnreachableError } from '../../orchestrator/model/errors.ts';
import { migrate } from '../../orchestrator/store/migrate.ts';
import { throwawayPostgres } from '../integration/throwaway-postgres.ts';
import { cuttingProxy } from './cutting-proxy.ts';
import { openShop, type Shop } from './shop.ts';
import { PERSON } from './wiring.ts';

const CUTS = 15;

/**
 * In one write of ten, after it was made and before it is committed, the server ends the session that made it. A sequence
 * keeps count, which a rollback does not set back.
 */
const CUT_WRITES = `
create sequence cuts;
create function cut() returns trigger language plpgsql as $$
begin
  if current_setting('application_name') <> '${PERSON}' and random() < 0.1 then
    perform nextval('cuts');
    perform pg_terminate_backend(pg_backend_pid());
  end if;
  return null;
end $$;
${['run', 'stage', 'attempt', 'lease']
  .map(
    (table) =>
      `create trigger cut after insert or update on ${table} for each statement execute function cut();`,
  )
  .join('\n')}`;

describe('connections to the run store that break again and again, on the fake cluster', function () {
  this.timeout(600_000);
  let shop: Shop;
  afterEach(() => shop.close());

  it('in the middle of a transaction: every run succeeds, and each attempt ran once', async () => {
    shop = await openShop();
    const client = new pg.Client(shop.postgres.url());
    await client.connect();
    await client.query(CUT_WRITES);
    await runUntil(async () => {
      const { rows } = await client.query<{ cuts: number }>(
        'select last_value::int as cuts from cuts',
      );
      return (rows[0]?.cuts ?? 0) >= CUTS;
    });
    await client.end();
  });

  it('before a question arrives, or with its answer, of a commit and a migration too: the same', async () => {
    const postgres = await throwawayPostgres();
    const proxy = await cuttingProxy({ port: postgres.port, chance: 0.03, spared: PERSON });
    const url = postgres.url().replace(`:${postgres.port}/`, `:${proxy.port}/`);
    await pRetry(() => migrate({ connectionString: url }), {
      ...{ retries: 1_000, minTimeout: 0 },
      shouldRetry: ({ error }) => error instanceof UnreachableError,
    });
    shop = await openShop({}, { postgres, storeUrl: url });
    await runUntil(() => Promise.resolve(proxy.lostAnswers() >= CUTS));
    await proxy.close();
  });

  /** Makes runs, one after the other, until there were cuts enough. */
  async function runUntil(enough: () => Promise<boolean>): Promise<void> {
    const engine = shop.wired.start();
    while (!(await enough())) {
      const run = await shop.start();
      await shop.ended(run);
      await shop.assertExact(run);
    }
    await engine.stop();
    const told = shop.wired.warnings.filter((line) => !/^the run store (?:at|is back)/.test(line));
    assert.deepEqual(told, []);
  }
});
