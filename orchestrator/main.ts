/**
 * The composition root: configuration in, rooms wired, started and stopped. Nothing else knows every room.
 */
import { openWakeServer } from './api/wake.ts';
import { program } from './cli/program.ts';
import { openClock } from './clock.ts';
import { readConfig } from './config.ts';
import type { World } from './engine/ports.ts';
import { openArrivals } from './hdfs/arrivals.ts';
import { openAttemptFiles } from './hdfs/attempt-files.ts';
import { openBookmarks } from './hdfs/bookmarks.ts';
import { openReleases } from './hdfs/releases.ts';
import { HDFS } from './hdfs/remote-exception.ts';
import { Hdfs } from './hdfs/webhdfs.ts';
import { openLog } from './log.ts';
import { notify } from './notify.ts';
import { loadPipelines } from './plan/load.ts';
import { openCluster } from './spark/cluster.ts';
import { MASTER } from './spark/http.ts';
import { connection, Database, STORE } from './store/connect.ts';
import { openLease } from './store/lease.ts';
import { migrate } from './store/migrate.ts';
import { openStore } from './store/store.ts';
import type { Rooms } from './cli/rooms.ts';

const CATALOG = 'lake';

async function openRooms(logLevel?: string): Promise<Rooms> {
  const config = readConfig(process.env);
  const log = openLog(logLevel ?? config.SPARKWRIGHT_LOG_LEVEL);
  const pipelines = await loadPipelines(config.SPARKWRIGHT_PIPELINES_DIR);
  const storeConfig = await connection({
    url: config.SPARKWRIGHT_STORE_URL,
    passwordFile: config.SPARKWRIGHT_STORE_PASSWORD_FILE,
  });
  const database = new Database(storeConfig);
  const store = openStore(database);
  const hdfs = new Hdfs({ urls: config.SPARKWRIGHT_HDFS_URLS, user: config.SPARKWRIGHT_HDFS_USER });
  const cluster = await openCluster({
    master: config.SPARKWRIGHT_SPARK_MASTER_URL,
    restUrls: config.SPARKWRIGHT_SPARK_REST_URLS,
    uiUrls: config.SPARKWRIGHT_SPARK_UI_URLS,
    restSecretFile: config.SPARKWRIGHT_SPARK_REST_SECRET_FILE,
    profilesDir: config.SPARKWRIGHT_SPARK_PROFILES_DIR,
    webhdfs: config.SPARKWRIGHT_HDFS_URLS.join(','),
    hdfsUser: config.SPARKWRIGHT_HDFS_USER,
    callbackUrl: config.SPARKWRIGHT_CALLBACK_URL,
  });
  const world: World = {
    store,
    cluster,
    attemptFiles: openAttemptFiles(hdfs, config.SPARKWRIGHT_HDFS_FS, CATALOG),
    bookmarks: openBookmarks(hdfs),
    releases: openReleases(hdfs, config.SPARKWRIGHT_JOBS_DIR),
    arrivals: openArrivals(hdfs),
    clock: openClock(),
    notify,
    random: Math.random,
    log,
    probes: new Map<string, () => Promise<unknown>>([
      [STORE, () => database.query('select 1')],
      [HDFS, () => hdfs.exists('/')],
      [MASTER, () => cluster.state()],
    ]),
    pipelines: new Map(pipelines.map((pipeline) => [pipeline.name, pipeline])),
    connections: config.SPARKWRIGHT_SOURCES,
    pools: config.SPARKWRIGHT_POOLS,
    patience: { starvation: config.SPARKWRIGHT_STARVATION, kill: config.SPARKWRIGHT_KILL_PATIENCE },
  };
  return {
    world,
    store,
    addresses: {
      sparkPages: config.SPARKWRIGHT_SPARK_UI_URLS,
      hdfsPages: config.SPARKWRIGHT_HDFS_URLS,
    },
    prepareStore: () => migrate(storeConfig),
    openEngine: () => {
      let wake: () => void = () => undefined;
      const woken = () => {
        wake();
      };
      const lease = openLease(storeConfig, woken);
      const fenced = new Database(storeConfig, () => lease.fence());
      const server = openWakeServer(config.SPARKWRIGHT_LISTEN, woken);
      return {
        world: { ...world, store: openStore(fenced) },
        lease,
        onWake: (then) => {
          wake = then;
        },
        close: async () => {
          await server.close();
          await lease.close();
          await fenced.close();
        },
      };
    },
    close: () => database.close(),
  };
}

await program(openRooms).parseAsync();
