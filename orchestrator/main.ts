/**
 * The composition root: configuration in, rooms wired, started and stopped. Nothing else knows every room.
 */
import { program } from './cli/program.ts';
import { readConfig } from './config.ts';
import type { World } from './engine/ports.ts';
import { openAttemptFiles } from './hdfs/attempt-files.ts';
import { openBookmarks } from './hdfs/bookmarks.ts';
import { openReleases } from './hdfs/releases.ts';
import { HDFS } from './hdfs/remote-exception.ts';
import { Hdfs } from './hdfs/webhdfs.ts';
import { openLog } from './log.ts';
import { loadPipelines } from './plan/load.ts';
import { openCluster } from './spark/cluster.ts';
import { MASTER } from './spark/http.ts';
import { connection, Database, STORE } from './store/connect.ts';
import { openLead } from './store/lead.ts';
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
  const hdfs = new Hdfs({ urls: config.SPARKWRIGHT_HDFS_URLS, user: config.SPARKWRIGHT_HDFS_USER });
  const cluster = await openCluster({
    master: config.SPARKWRIGHT_SPARK_MASTER_URL,
    restUrls: config.SPARKWRIGHT_SPARK_REST_URLS,
    uiUrls: config.SPARKWRIGHT_SPARK_UI_URLS,
    restSecretFile: config.SPARKWRIGHT_SPARK_REST_SECRET_FILE,
    profilesDir: config.SPARKWRIGHT_SPARK_PROFILES_DIR,
    webhdfs: config.SPARKWRIGHT_HDFS_URLS.join(','),
    hdfsUser: config.SPARKWRIGHT_HDFS_USER,
  });
  const world: World = {
    store: openStore(database),
    cluster,
    attemptFiles: openAttemptFiles(hdfs, config.SPARKWRIGHT_HDFS_FS, CATALOG),
    bookmarks: openBookmarks(hdfs),
    releases: openReleases(hdfs, config.SPARKWRIGHT_JOBS_DIR),
    connections: config.SPARKWRIGHT_SOURCES,
    pipelines: new Map(pipelines.map((pipeline) => [pipeline.name, pipeline])),
    log,
    probes: new Map<string, () => Promise<unknown>>([
      [STORE, () => database.query('select 1')],
      [HDFS, () => hdfs.exists('/')],
      [MASTER, () => cluster.state()],
    ]),
    now: () => new Date(),
    random: () => Math.random().toString(36).slice(2, 6).padEnd(4, '0'),
  };
  return {
    world,
    addresses: {
      sparkPages: config.SPARKWRIGHT_SPARK_UI_URLS,
      hdfsPages: config.SPARKWRIGHT_HDFS_URLS,
    },
    prepareStore: () => migrate(storeConfig),
    openLead: (wake) => openLead(storeConfig, wake),
    close: () => database.close(),
  };
}

await program(openRooms).parseAsync();
