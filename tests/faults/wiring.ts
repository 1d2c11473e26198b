/** The engine's world over a real or fake cluster and a PostgreSQL, in parts that a test may change. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type pg from 'pg';
import { openClock } from '../../orchestrator/clock.ts';
import type { Clock, Connection, Store, World } from '../../orchestrator/ports/ports.ts';
import { openArrivals } from '../../orchestrator/hdfs/arrivals.ts';
import { openAttemptFiles } from '../../orchestrator/hdfs/attempt-files.ts';
import { openBookmarks } from '../../orchestrator/hdfs/bookmarks.ts';
import { openReleases } from '../../orchestrator/hdfs/releases.ts';
import { HDFS } from '../../orchestrator/hdfs/remote-exception.ts';
import { openSessionFiles } from '../../orchestrator/hdfs/session-files.ts';
import { sessionId } from '../../orchestrator/model/session.ts';
import { SESSION_LIMITS } from '../support/samples.ts';
import { Hdfs } from '../../orchestrator/hdfs/webhdfs.ts';
import type { Pipeline } from '../../orchestrator/model/pipeline.ts';
import { openCluster } from '../../orchestrator/spark/cluster.ts';
import { MASTER } from '../../orchestrator/spark/http.ts';
import { Database } from '../../orchestrator/store/connect.ts';
import { openLease } from '../../orchestrator/store/lease.ts';
import { openStore } from '../../orchestrator/store/store.ts';
import { STORE } from '../../orchestrator/store/translate.ts';
import { startMortal, type Moment, type Mortal } from './mortal.ts';

/** Seconds. */
const PATIENCE = 5;

/** The application name of connections that are not the engine's. */
export const PERSON = 'person';

export interface Surroundings {
  master: string;
  restUrls: string[];
  uiUrls: string[];
  hdfsUrls: string[];
  /** As drivers name it. */
  hdfs: string;
  restSecretFile: string;
  profilesDir: string;
  jobsDir: string;
  store: pg.ClientConfig;
  pipelines: Pipeline[];
  connections: Record<string, Connection>;
  clock?: Clock;
}

export interface Wired {
  /** A person's. */
  store: Store;
  world: World;
  /** Warnings of the engine so far. */
  warnings: string[];
  /** Starts an engine; the one before it has to be stopped or dead. */
  start(end?: Moment): Mortal;
  close(): Promise<void>;
}

export async function wire(around: Surroundings): Promise<Wired> {
  const warnings: string[] = [];
  const callback = await listenForCalls();
  const hdfs = new Hdfs({ urls: around.hdfsUrls, user: 'orchestrator' });
  const person = new Database({ ...around.store, application_name: PERSON });
  const cluster = await openCluster({
    ...around,
    webhdfs: around.hdfsUrls.join(','),
    hdfsUser: 'spark',
    callbackUrl: callback.url,
  });
  const sessionFiles = openSessionFiles(hdfs, around.hdfs);
  const clock = around.clock ?? openClock();
  const sessions = {
    clock,
    limits: SESSION_LIMITS,
    patience: PATIENCE,
    newId: () => sessionId(new Date(), Math.random()),
  };
  const keep = (message: string) => void warnings.push(message);
  const world: World & { store: Store } = {
    store: openStore(person),
    cluster,
    attemptFiles: openAttemptFiles(hdfs, around.hdfs, 'lake'),
    sessionFiles,
    bookmarks: openBookmarks(hdfs),
    releases: openReleases(hdfs, around.jobsDir),
    arrivals: openArrivals(hdfs),
    clock,
    notify: () => Promise.resolve(),
    random: Math.random,
    log: { info: () => undefined, warn: keep, error: keep },
    probes: new Map<string, () => Promise<unknown>>([
      [STORE, () => person.query('select 1')],
      [HDFS, () => hdfs.exists('/')],
      [MASTER, () => cluster.state()],
    ]),
    pipelines: new Map(around.pipelines.map((pipeline) => [pipeline.name, pipeline])),
    connections: around.connections,
    pools: { lake: 4 },
    incomplete: () => false,
    patience: { starvation: 20, kill: PATIENCE },
    sessionLimits: SESSION_LIMITS,
  };
  const running = new Set<() => Promise<void>>();
  return {
    store: world.store,
    world,
    warnings,
    start: (end) => {
      const holder: { engine?: Mortal } = {};
      const wake = () => holder.engine?.wake();
      const lease = openLease(around.store, wake);
      const fenced = new Database(around.store, () => lease.fence());
      const own = { ...world, store: openStore(fenced) };
      const engine = startMortal(own, lease, sessions, end);
      holder.engine = engine;
      callback.onCall(wake);
      // Its lease is released at once: the time until it expires is the matter of another test.
      void engine.dead.then(() => lease.close());
      const { dead } = engine;
      const stop = async () => {
        running.delete(stop);
        await engine.stop();
        await lease.close();
        await fenced.close();
      };
      running.add(stop);
      return { dead, wake, stop };
    },
    close: async () => {
      for (const stop of running) await stop();
      await callback.close();
      await person.close();
    },
  };
}

/** The callback of drivers. */
async function listenForCalls() {
  let called: () => void = () => undefined;
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(204).end();
    called();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    onCall: (then: () => void) => {
      called = then;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
