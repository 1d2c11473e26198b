/** The lease while the store does not answer: the leader stops trusting it before another may lead. */
import assert from 'node:assert/strict';
import pg from 'pg';
import { openMetrics } from '../../orchestrator/api/metrics.ts';
import { UnreachableError } from '../../orchestrator/model/errors.ts';
import { openLease, TRUST_MS, type OpenLease } from '../../orchestrator/store/lease.ts';
import { storeDatabase, type OwnDatabase } from '../support/database.ts';
import { silentProxy, type SilentProxy } from './silent-proxy.ts';

const noWake = () => undefined;

describe('the lease in doubt', function () {
  this.timeout(60_000);
  let postgres: OwnDatabase;
  let proxy: SilentProxy;
  let client: pg.Client;
  let now: number;
  let lease: OpenLease;
  let rival: OpenLease;

  before(async () => {
    postgres = await storeDatabase();
    client = new pg.Client({ connectionString: postgres.url() });
    await client.connect();
  });
  after(async () => {
    await client.end();
    await postgres.remove();
  });

  beforeEach(async () => {
    proxy = await silentProxy(postgres.port);
    now = 0;
    const behind = postgres.url().replace(`:${postgres.port}/`, `:${proxy.port}/`);
    lease = openLease({ connectionString: behind }, noWake, () => now);
    rival = openLease({ connectionString: postgres.url() }, noWake);
    assert.equal(await lease.hold(), true);
  });
  afterEach(async () => {
    proxy.part();
    await proxy.close();
    await lease.close();
    await rival.close();
    await client.query('delete from lease');
  });

  const metric = async (of: OpenLease) => {
    const { page } = openMetrics({
      measure: () => Promise.reject(new UnreachableError('the run store', 'it is away')),
      leads: () => of.leads(),
      unreachable: () => [],
    });
    return /^sparkwright_leads (\d)$/m.exec((await page()).text)?.[1];
  };

  it('the leader leads until its trust window ends', async () => {
    proxy.part();
    now = TRUST_MS - 1;
    assert.deepEqual([lease.leads(), await lease.hold(), await metric(lease)], [true, true, '1']);
    now = TRUST_MS;
    assert.deepEqual([lease.leads(), await metric(lease)], [false, '0']);
  });

  it('the trust window ends before the lease expires', async () => {
    await lease.release();
    const before = await client.query<{ now: Date }>('select clock_timestamp() as now');
    assert.equal(await rival.hold(), true);
    const { rows } = await client.query<{ expires: Date }>('select expires from lease');
    const lasts = (rows[0]?.expires.getTime() ?? 0) - (before.rows[0]?.now.getTime() ?? 0);
    assert.ok(TRUST_MS < lasts, `${TRUST_MS} ms of ${lasts}`);
  });

  it('the trust window begins at the request for a renewal, not at its answer', async () => {
    await lease.release();
    // This lease does not renew itself yet. Its answer waits for the lock on the row.
    const late = openLease({ connectionString: postgres.url() }, noWake, () => now);
    await client.query('begin');
    await client.query('select from lease for update');
    const held = late.hold();
    await waiting(client);
    now = 1_000;
    await client.query('commit');
    assert.equal(await held, true);
    now = TRUST_MS - 1;
    assert.equal(late.leads(), true);
    now = TRUST_MS;
    assert.equal(late.leads(), false);
    await late.close();
  });

  it('after a silence, the old leader learns that another leads', async () => {
    proxy.part();
    do await client.query(`update lease set expires = now() - interval '1 s'`);
    while (!(await rival.hold()));
    now = TRUST_MS;
    assert.deepEqual([await metric(lease), await metric(rival)], ['0', '1']);
    // Its fence stays, so that the store refuses its writes.
    assert.notEqual(lease.fence(), rival.fence());
    await assert.rejects(lease.hold(), UnreachableError);
    proxy.join();
    assert.equal(await lease.hold(), false);
    assert.equal(lease.fence(), '0');
  });

  it('the leader goes on with its fence if no other led meanwhile', async () => {
    const fence = lease.fence();
    proxy.cut();
    now = TRUST_MS;
    await assert.rejects(lease.hold(), UnreachableError);
    proxy.join();
    assert.deepEqual([await lease.hold(), lease.leads()], [true, true]);
    assert.equal(lease.fence(), fence);
  });

  it('a renewal that is answered after the release does not bring back the lease', async () => {
    await client.query('begin');
    await client.query('select from lease for update');
    now = TRUST_MS;
    const renewed = lease.hold();
    await waiting(client);
    const released = lease.release();
    await client.query('commit');
    await released;
    assert.deepEqual([await renewed, lease.leads()], [false, false]);
    assert.equal(await rival.hold(), true);
  });
});

/** Resolves once a session waits for a lock. Within a transaction, pg_stat_activity would never change. */
async function waiting(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query('select from pg_locks where not granted');
    if (rows.length > 0) return;
  }
}
