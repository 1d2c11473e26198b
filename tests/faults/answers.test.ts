import assert from 'node:assert/strict';
import { half, instead, late, reset, silence } from '../fakes/http/faults.ts';
import { htmlPage } from '../fakes/http/reply.ts';
import { notAlive } from '../fakes/spark/rest.ts';
import { openShop, type Shop } from './shop.ts';

const CREATE = /^POST .*submissions\/create/;

describe('faulty answers, on the fake cluster', function () {
  this.timeout(120_000);
  let shop: Shop;
  before(async () => {
    shop = await openShop();
  });
  after(() => shop.close());
  afterEach(() => {
    for (const { faults } of Object.values(shop.cluster.servers)) faults.clear();
  });

  async function run(): Promise<number> {
    const engine = shop.wired.start();
    const queued = await shop.start();
    await shop.ended(queued);
    await engine.stop();
    await shop.assertExact(queued);
    const attempts = await shop.wired.store.attempts.of(queued.id);
    return attempts.length;
  }

  it('a POST that times out after its driver was made: the driver is adopted', async () => {
    const { rest } = shop.cluster.servers;
    const fault = rest.faults.on(CREATE, silence('done'));
    assert.equal(await run(), 3);
    assert.equal(fault.hits, 1);
  });

  it('a POST that is lost is made again by the next attempt', async () => {
    const fault = shop.cluster.servers.rest.faults.on(CREATE, reset('none'));
    assert.equal(await run(), 4);
    assert.equal(fault.hits, 1);
  });

  it('a POST that arrives after it was given up: its driver finds the claim taken', async () => {
    let come: (value?: unknown) => void = () => undefined;
    const wait = new Promise((resolve) => (come = resolve));
    shop.cluster.servers.rest.faults.on(CREATE, late(wait, 'none'));
    const late1 = shop.cluster.drivers.next(/-ingest-1$/);
    assert.equal(await run(), 4);
    come();
    const driver = await late1;
    await driver.at('ended');
    assert.equal(driver.exitCode, 3);
  });

  for (const [name, fault] of [
    ['a page of HTML', instead(htmlPage(500))],
    ['half of the JSON', half()],
    ['a master that is not alive', notAlive()],
  ] as const)
    it(`${name} in place of the answer to a POST: every row is loaded once`, async () => {
      const planned = shop.cluster.servers.rest.faults.on(CREATE, fault);
      await run();
      assert.equal(planned.hits, 1);
    });

  for (const [name, fault] of [
    ['a page of HTML', instead(htmlPage(502))],
    ['half of the JSON', half()],
    ['a connection that breaks', reset('none')],
  ] as const)
    it(`${name} in place of the master's state decides nothing`, async () => {
      const planned = shop.cluster.servers.ui.faults.on(/^GET \/json/, fault, 3);
      assert.equal(await run(), 3);
      assert.equal(planned.hits, 3);
    });

  for (const [name, pattern] of [
    ['a result', /^GET .*result\.json.*op=OPEN/],
    ['a claim', /^GET .*claim\.json.*op=OPEN/],
  ] as const)
    it(`a connection that breaks while ${name} is read decides nothing`, async () => {
      shop.cluster.servers.hdfs.faults.on(pattern, reset('none'), 2);
      assert.equal(await run(), 3);
    });
});
