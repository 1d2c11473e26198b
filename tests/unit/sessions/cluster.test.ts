/** How an attempt in a session looks to the engine: like a driver that begins, runs and ends. */
import assert from 'node:assert/strict';
import { openPlace, PATIENCE } from './place.ts';

describe('the state of an attempt in a session', () => {
  const sight = async (place: ReturnType<typeof openPlace>, driver: string) =>
    (await place.cluster.state()).drivers.get(driver)?.state;

  for (const host of ['SUBMITTED', 'RUNNING', 'FAILED', 'KILLED', 'ERROR'] as const)
    it(`is that of its host while it is in the inbox: ${host}`, async () => {
      const place = openPlace();
      const { driver } = await place.submit();
      place.drivers.set('driver-1', host);
      assert.equal(await sight(place, driver), host);
    });

  for (const [code, state] of [
    [0, 'FINISHED'],
    [1, 'FAILED'],
    [-9, 'KILLED'],
  ] as const)
    it(`is ${state} after exit code ${code}`, async () => {
      const place = openPlace();
      const { id, driver } = await place.submit();
      place.inbox.delete(id);
      place.ends.set(id, code);
      assert.equal(await sight(place, driver), state);
    });

  it('is FAILED if it is neither in the inbox nor has ended', async () => {
    const place = openPlace();
    const { id, driver } = await place.submit();
    place.inbox.delete(id);
    assert.equal(await sight(place, driver), 'FAILED');
  });

  it('is unknown while HDFS does not answer', async () => {
    const place = openPlace();
    const { driver } = await place.submit();
    place.faults.hdfs = true;
    assert.equal(await sight(place, driver), 'unknown');
  });

  it('is absent if the master does not know its host', async () => {
    const place = openPlace();
    const { driver } = await place.submit();
    place.drivers.clear();
    assert.equal(await sight(place, driver), undefined);
  });

  it('shows a process that outlives its attempt', async () => {
    const place = openPlace();
    const { driver } = await place.submit();
    place.world.tables.attempts.clear();
    assert.equal(await sight(place, driver), 'RUNNING');
  });

  it('has the executors of the application that its host has registered', async () => {
    const place = openPlace();
    const { id } = await place.submit();
    await place.world.store.sessions.registered('session-1', 'app-1');
    const { applications } = await place.cluster.state();
    assert.equal(applications.get(`app-1@${id}`)?.cores, 2);
  });
});

describe('a kill of an attempt in a session', () => {
  it('is asked of its host, and only then of the master', async () => {
    const { submit, cluster, calls, world } = openPlace();
    const { id, driver } = await submit();
    calls.length = 0;
    await cluster.kill(driver);
    world.pass(PATIENCE - 1);
    await cluster.kill(driver);
    assert.deepEqual(calls, [`ask ${id}`, `ask ${id}`]);
    world.pass(1);
    await cluster.kill(driver);
    assert.equal(calls.at(-1), 'kill driver-1');
  });

  it('ends a host that has not begun at once', async () => {
    const { submit, cluster, calls, drivers } = openPlace();
    const { driver } = await submit();
    drivers.set('driver-1', 'SUBMITTED');
    await cluster.kill(driver);
    assert.equal(calls.at(-1), 'kill driver-1');
  });

  it('leaves the application to other attempts', async () => {
    const { submit, cluster, calls } = openPlace();
    const { id } = await submit();
    calls.length = 0;
    await cluster.killApplication(`app-1@${id}`);
    assert.deepEqual(calls, []);
  });

  it('of a driver of its own goes to the master', async () => {
    const { cluster, calls } = openPlace();
    await cluster.kill('driver-7');
    assert.deepEqual(calls, ['kill driver-7']);
  });
});
