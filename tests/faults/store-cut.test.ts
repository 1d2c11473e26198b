import assert from 'node:assert/strict';
import pRetry from 'p-retry';
import pg from 'pg';
import { UnreachableError } from '../../orchestrator/model/errors.ts';
import { migrate } from '../../orchestrator/store/migrate.ts';
import { emptyDatabase } from '../support/database.ts';
import { cuttingProxy } from './cutting-proxy.ts';
import { openShop, type Shop } from './shop.ts';
import { PERSON } from './wiring.ts';

const CUTS = 15;

/**
 * Ends the session of one write in ten before its commit. A sequence counts, because a rollback does not reset it.
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

describe('connections to the run store that break, on the fake cluster', function () {
  this.timeout(600_000);
  let shop: Shop | undefined;
  afterEach(async () => {
    await shop?.close();
    shop = undefined;
  });

  it('within a transaction: every run succeeds, and each attempt runs once', async () => {
    shop = await openShop();
    const client = new pg.Client(shop.storeUrl);
    await client.connect();
    await client.query(CUT_WRITES);
    await runUntil(shop, async () => {
      const { rows } = await client.query<{ cuts: number }>(
        'select last_value::int as cuts from cuts',
      );
      return (rows[0]?.cuts ?? 0) >= CUTS;
    });
    await client.end();
  });

  it('before a query or its answer arrives, also of a commit: the same', async () => {
    const postgres = await emptyDatabase();
    const proxy = await cuttingProxy({ port: postgres.port, chance: 0.03, spared: PERSON });
    const url = postgres.url().replace(`:${postgres.port}/`, `:${proxy.port}/`);
    await pRetry(() => migrate({ connectionString: url }), {
      retries: 1_000,
      minTimeout: 0,
      shouldRetry: ({ error }) => error instanceof UnreachableError,
    });
    shop = await openShop({}, { postgres, storeUrl: url });
    await runUntil(shop, () => Promise.resolve(proxy.lostAnswers() >= CUTS));
    await proxy.close();
  });

  /** Makes runs, one after another, until there were enough cuts. */
  async function runUntil(shop: Shop, enough: () => Promise<boolean>): Promise<void> {
    const engine = shop.wired.start();
    while (!(await enough())) {
      const run = await shop.start();
      await shop.ended(run);
      await shop.assertExact(run);
    }
    await engine.stop();
    const others = shop.wired.warnings.filter(
      (line) => !/^the run store (?:at|is back)/.test(line),
    );
    assert.deepEqual(others, []);
  }
});
