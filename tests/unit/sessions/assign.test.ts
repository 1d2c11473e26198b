/** Which attempt gets which session. */
import assert from 'node:assert/strict';
import { AmbiguousSubmission, TerminalError } from '../../../orchestrator/model/errors.ts';
import { SESSION_LIMITS } from '../../support/samples.ts';
import { openPlace } from './place.ts';

describe('an attempt that wishes a session', () => {
  it('starts one, as a driver of its own that gets the attempt', async () => {
    const { submit, submissions, assignments, calls, world } = openPlace();
    const { id, driver } = await submit();
    assert.equal(driver, `driver-1@${id}`);
    const [host] = submissions;
    assert.deepEqual(
      [host?.attempt, host?.program, host?.spec, host?.session, host?.stage.env],
      ['session-1', 'session', 'hdfs://sessions/session-1/spec.json', undefined, {}],
    );
    assert.deepEqual(calls, [`session-1 gets ${id}`]);
    assert.deepEqual(assignments.get(id), {
      attempt: id,
      spec: `hdfs://attempts/${id}/spec.json`,
      settings: {
        'spark.wap.branch': id,
        'spark.sql.iceberg.snapshot-property.sparkwright.attempt': id,
        'spark.sql.iceberg.snapshot-property.sparkwright.run': 'a-1',
      },
      environment: { TOKEN: 't' },
    });
    const [session] = await world.store.sessions.open();
    assert.deepEqual([session?.state, session?.taken], ['open', 1]);
  });

  it('shares the one that is up, in its turn', async () => {
    const { submit, submissions } = openPlace();
    const both = await Promise.all([submit(), submit()]);
    assert.deepEqual(
      both.map(({ driver }) => driver.split('@')[0]),
      ['driver-1', 'driver-1'],
    );
    assert.equal(submissions.length, 1);
  });

  const OTHERS: [string, (place: ReturnType<typeof openPlace>) => unknown][] = [
    ['all places are taken', ({ submit }) => submit()],
    ['its host has ended', ({ drivers }) => drivers.set('driver-1', 'FAILED')],
    ['its host takes no more attempts', ({ faults }) => Object.assign(faults, { closed: true })],
    [
      'it closes',
      ({ world }) => world.store.sessions.closing('session-1', 'test', world.clock.now()),
    ],
    [
      'it is too old',
      ({ world }) => {
        world.pass(SESSION_LIMITS.age);
      },
    ],
  ];
  for (const [reason, make] of OTHERS)
    it(`starts another if ${reason}`, async () => {
      const place = openPlace();
      await place.submit();
      await make(place);
      const closed = place.faults.closed;
      const { driver } = await place.submit();
      assert.equal(driver.split('@')[0], 'driver-2');
      if (closed) assert.equal(place.world.tables.sessions.get('session-1')?.state, 'closing');
    });

  it('starts another for another key', async () => {
    const { submit } = openPlace();
    await submit({ key: 'one' });
    assert.match((await submit({ key: 'other' })).driver, /^driver-2@/);
  });

  it('gets an application of its own if there may be no more sessions', async () => {
    const { submit, submissions } = openPlace();
    for (const key of ['1', '2']) await submit({ key });
    const { id, driver } = await submit({ key: '3' });
    assert.equal(driver, 'driver-3');
    assert.deepEqual([submissions[2]?.attempt, submissions[2]?.program], [id, undefined]);
  });

  it('is submitted alone without the wish', async () => {
    const { submit, submissions, calls } = openPlace();
    const { id, driver } = await submit(null);
    assert.deepEqual([driver, submissions[0]?.attempt, calls], ['driver-1', id, []]);
  });

  describe('whose host is not submitted', () => {
    it('closes the session if the answer says so', async () => {
      const { submit, faults, world } = openPlace();
      faults.submit = new TerminalError('refused');
      await assert.rejects(submit(), /refused/);
      const session = world.tables.sessions.get('session-1');
      assert.deepEqual(
        [session?.state, session?.reason],
        ['closed', 'its host was not submitted: refused'],
      );
    });

    it('leaves it to its claim if the answer was lost', async () => {
      const { submit, faults, world } = openPlace();
      faults.submit = new AmbiguousSubmission('http://master:6066', new Error('reset'));
      await assert.rejects(submit(), AmbiguousSubmission);
      assert.equal(world.tables.sessions.get('session-1')?.state, 'intended');
    });

    it('leaves it to its claim if the store can not save the host', async () => {
      const { submit, world } = openPlace();
      const failing = () => Promise.reject(new TerminalError('the store is away'));
      Object.assign(world.store.sessions, { submitted: failing });
      await assert.rejects(submit(), /the store is away/);
      assert.equal(world.tables.sessions.get('session-1')?.state, 'intended');
    });
  });
});
