/** A session and its host: what the master, HDFS and the limits say -> what becomes of it. */
import assert from 'node:assert/strict';
import { keepSessions } from '../../../orchestrator/engine/steps/keep-sessions.ts';
import { shareOf } from '../../../orchestrator/model/session.ts';
import type { DriverSight } from '../../../orchestrator/model/verdict.ts';
import type { Application, Claim } from '../../../orchestrator/ports/ports.ts';
import { SESSION_LIMITS } from '../../support/samples.ts';
import { clusterOf, START, testWorld } from './world.ts';

const ID = 'session-1';
const HOST = 'driver-1';
const SIZE = { driver: { cores: 1, memory: 1024 }, executor: { cores: 2, memory: 1024 } };
const PIPELINE = 'pipeline: a\nstages: { one: { job: a.py } }';

interface Sights {
  /** Undefined if the master does not know the host. */
  host?: DriverSight;
  /** Who holds the session's claim before the orchestrator asks for it. */
  claim?: Claim;
  /** What the host has registered. */
  application?: string;
  /** Cores of the application's executors. */
  cores?: number;
}

describe('keep-sessions', () => {
  /** @param run - whose stages share it; null for a warm session */
  const open = async (sights: Sights = {}, run: string | null = null) => {
    const calls: string[] = [];
    const { host, claim, application = null, cores = 2 } = sights;
    const drivers = new Map(
      host ? [[HOST, { id: HOST, state: host, worker: null, cores: 1, memory: 1024 }]] : [],
    );
    const applications = new Map<string, Application>(
      application ? [[application, { id: application, name: '', cores }]] : [],
    );
    const cluster = clusterOf({ drivers, applications });
    const world = testWorld([PIPELINE], {
      cluster,
      sessionFiles: {
        takeClaim: () => {
          calls.push('take claim');
          return Promise.resolve(claim ?? { by: 'tombstone', driver: null });
        },
        requestClose: () => Promise.resolve(void calls.push('request close')),
        readApplication: () => Promise.resolve(application),
      } as never,
    });
    await world.store.sessions.intend({ id: ID, key: 'k', run, size: SIZE, places: 2 }, START);
    const session = () => {
      const row = world.tables.sessions.get(ID);
      assert.ok(row);
      return row;
    };
    const opened = () => world.store.sessions.submitted(ID, HOST);
    const attempt = async () => {
      await world.store.sessions.taken(ID);
      const id = await world.planned('a');
      await world.store.stages.admit([{ run: id, name: 'one' }]);
      const one = `${id}-one-1`;
      await world.store.attempts.intend({ id: one, run: id, stage: 'one', number: 1 });
      await world.store.attempts.submitted(one, shareOf(HOST, one), '', START);
    };
    return { world, cluster, calls, session, opened, attempt };
  };

  describe('without a known host', () => {
    it('closes a session that no host has claimed, after it has taken the claim', async () => {
      const { world, calls, session } = await open();
      await keepSessions(world);
      assert.deepEqual([session().state, calls], ['closed', ['take claim']]);
    });

    it('adopts the host that holds the claim', async () => {
      const { world, session } = await open({ claim: { by: 'driver', driver: HOST } });
      await keepSessions(world);
      assert.deepEqual([session().state, session().driver], ['open', HOST]);
    });
  });

  describe('with a host that does not run', () => {
    const GONE: (DriverSight | undefined)[] = [undefined, 'FINISHED', 'FAILED', 'KILLED', 'ERROR'];
    for (const host of GONE)
      it(`closes a session whose host is ${host ?? 'unknown to the master'}`, async () => {
        const claim = { by: 'driver', driver: HOST } as const;
        const { world, session, opened } = await open({ ...(host ? { host } : {}), claim });
        await opened();
        await keepSessions(world);
        assert.equal(session().state, 'closed');
        assert.match(session().reason, host ? new RegExp(host) : /unknown/);
      });

    it('takes the claim, so that no host can start later', async () => {
      const { world, calls, opened } = await open();
      await opened();
      await keepSessions(world);
      assert.deepEqual(calls, ['take claim']);
    });

    it('adopts the twin that holds the claim', async () => {
      const claim = { by: 'driver', driver: 'driver-2' } as const;
      const { world, session, opened } = await open({ host: 'FAILED', claim });
      await opened();
      await keepSessions(world);
      assert.deepEqual([session().state, session().driver], ['open', 'driver-2']);
    });

    it('decides nothing if the state of the host is unknown', async () => {
      const { world, calls, session, opened } = await open({ host: 'unknown' });
      await opened();
      world.pass(SESSION_LIMITS.age);
      await keepSessions(world);
      assert.deepEqual([session().state, calls], ['open', []]);
    });
  });

  it('saves the application that the host has registered', async () => {
    const { world, session, opened } = await open({ host: 'RUNNING', application: 'app-1' });
    await opened();
    await keepSessions(world);
    assert.equal(session().application, 'app-1');
  });

  describe('closes', () => {
    const RUNS = { host: 'RUNNING', application: 'app-1' } as const;

    it('a session without an attempt for too long', async () => {
      const { world, calls, session, opened } = await open(RUNS);
      await opened();
      world.pass(SESSION_LIMITS.idle - 1);
      await keepSessions(world);
      assert.equal(session().state, 'open');
      world.pass(1);
      await keepSessions(world);
      assert.deepEqual([session().state, calls], ['closing', ['request close']]);
      assert.equal(session().reason, 'it has had no attempt for 60 s');
    });

    it('no session that has an attempt, however long it takes', async () => {
      const { world, calls, session, opened, attempt } = await open(RUNS);
      await opened();
      await attempt();
      world.pass(SESSION_LIMITS.idle * 5);
      await keepSessions(world);
      assert.deepEqual([session().state, calls], ['open', []]);
    });

    it('an old one at once for new attempts, but after its last attempt', async () => {
      const { world, calls, session, opened, attempt } = await open(RUNS);
      await opened();
      await attempt();
      world.pass(SESSION_LIMITS.age);
      await keepSessions(world);
      assert.deepEqual([session().state, calls], ['closing', []]);
      world.tables.attempts.clear();
      await keepSessions(world);
      assert.deepEqual(calls, ['request close']);
    });

    it('one that has taken its attempts', async () => {
      const { world, session, opened } = await open(RUNS);
      await opened();
      for (let taken = 0; taken < SESSION_LIMITS.runs; taken++)
        await world.store.sessions.taken(ID);
      await keepSessions(world);
      assert.equal(session().reason, 'it has taken 100 attempts');
    });

    it('one that has lost all its executors, if it has no attempt', async () => {
      const { world, session, opened, attempt } = await open({ ...RUNS, cores: 0 });
      await opened();
      await keepSessions(world);
      await attempt();
      await keepSessions(world);
      assert.equal(session().state, 'open');
      world.tables.attempts.clear();
      await keepSessions(world);
      await keepSessions(world);
      assert.equal(session().reason, 'its application has no executors');
    });

    it("a run's session when the run ends", async () => {
      const { world, session, opened } = await open(RUNS, 'a-1');
      await world.planned('a');
      await opened();
      await keepSessions(world);
      assert.equal(session().state, 'open');
      Object.assign(world.tables.runs.get('a-1') ?? {}, { ended: START });
      await keepSessions(world);
      assert.equal(session().reason, 'its run has ended');
    });

    it('and kills a host that does not end', async () => {
      const { world, cluster, session, opened } = await open(RUNS);
      await opened();
      await world.store.sessions.closing(ID, 'test', START);
      world.pass(world.patience.kill);
      await keepSessions(world);
      assert.deepEqual([session().state, cluster.ended], ['closing', [HOST]]);
    });
  });
});
