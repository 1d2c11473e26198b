/**
 * The composition root: configuration in, services wired. Nothing else knows every room; main.ts loads it when a verb needs it.
 */
import about from '../package.json' with { type: 'json' };
import { openMetrics } from './api/metrics.ts';
import { openServer } from './api/server.ts';
import { openClock } from './clock.ts';
import type { Config, Settings } from './config.ts';
import type { Engine } from './engine/engine.ts';
import type { Cluster, Store, World } from './ports/ports.ts';
import { openArchivedLogs } from './hdfs/archived-logs.ts';
import { openArrivals } from './hdfs/arrivals.ts';
import { openAttemptFiles } from './hdfs/attempt-files.ts';
import { openBookmarks } from './hdfs/bookmarks.ts';
import { openFileTree } from './hdfs/file-tree.ts';
import { lakeFiles } from './hdfs/lake-files.ts';
import { openLeftovers } from './hdfs/leftovers.ts';
import { openReleases, releaseHash } from './hdfs/releases.ts';
import { HDFS } from './hdfs/remote-exception.ts';
import { openSessionFiles } from './hdfs/session-files.ts';
import { secretReader } from './hdfs/secrets.ts';
import { openSuites } from './hdfs/suites.ts';
import { Hdfs } from './hdfs/webhdfs.ts';
import { openLake } from './lake/lake.ts';
import { faultOf } from './lake/metadata.ts';
import { survey } from './lake/survey.ts';
import { openLog } from './log.ts';
import { sessionId } from './model/session.ts';
import { notify } from './notify.ts';
import { livePipelines } from './plan/live.ts';
import { withSessions } from './sessions/cluster.ts';
import { openSources } from './sources/sources.ts';
import { openCluster } from './spark/cluster.ts';
import { openDriverFolders } from './spark/driver-folders.ts';
import { MASTER } from './spark/http.ts';
import { connection, Database } from './store/connect.ts';
import { openCopies } from './store/copies.ts';
import { leadsUntil } from './store/leader.ts';
import { openLease } from './store/lease.ts';
import { measures } from './store/measures.ts';
import { assertKnownSchema } from './store/schema-version.ts';
import { openStore } from './store/store.ts';
import { STORE } from './store/translate.ts';
import type { Opening, Services } from './services.ts';

const CATALOG = 'lake';
const WAREHOUSE = '/data';

export async function openServices({ config }: Settings, opening: Opening): Promise<Services> {
  const log = openLog(opening.logLevel ?? config.log_level);
  const live = opening.pipelines
    ? await livePipelines(config.pipelines_dir, config.pools, (fault) => {
        log.error(fault);
      })
    : null;
  const storeConfig = await connection({
    url: config['store.url'],
    passwordFile: config['store.password_file'],
  });
  const database = new Database(storeConfig, () => '', assertKnownSchema);
  const store = openStore(database);
  const hdfsAs = (user: string) =>
    new Hdfs({ urls: config['hdfs.urls'], user, hosts: config.hosts });
  const hdfs = hdfsAs(config['hdfs.user']);
  const tree = openFileTree(hdfs);
  const sessionFiles = openSessionFiles(hdfs, config['hdfs.fs']);
  const sessionLimits = {
    max: config['sessions.max'],
    idle: config['sessions.idle'],
    runs: config['sessions.runs'],
    age: config['sessions.age'],
  };
  const cluster = opening.cluster ? await spark(config) : lazily(() => spark(config));
  const world: World & { store: Store } = {
    store,
    cluster,
    attemptFiles: openAttemptFiles(hdfs, config['hdfs.fs'], CATALOG),
    sessionFiles,
    bookmarks: openBookmarks(hdfs),
    releases: openReleases(hdfs, config.jobs_dir),
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
    pipelines: live?.pipelines ?? new Map(),
    incomplete: () => live?.incomplete() ?? false,
    connections: config.sources,
    pools: config.pools,
    patience: { starvation: config.starvation, kill: config.kill_patience },
    sessionLimits,
  };
  return {
    world,
    store,
    addresses: { sparkPages: config['spark.ui_urls'], hdfsPages: config['hdfs.urls'] },
    sources: openSources(secretReader(hdfs), config.hosts),
    lake: openLake(lakeFiles(hdfs), CATALOG, WAREHOUSE),
    suites: openSuites(hdfs),
    archivedLogs: openArchivedLogs(hdfs),
    leftovers: openLeftovers(hdfs),
    driverFolders: openDriverFolders(config.worker_dirs),
    backupParts: {
      tree,
      driversTree: openFileTree(hdfsAs(config['hdfs.driver_user'])),
      store: openCopies(storeConfig),
      fs: config['hdfs.fs'],
      version: about.version,
      survey: (folder) => survey(tree, folder),
      faultOf: (table) => faultOf(lakeFiles(hdfs), table),
    },
    reload: () =>
      live?.reload((fault) => {
        log.error(fault);
      }) ?? Promise.resolve(false),
    jobsHash: () => releaseHash(config.jobs_dir),
    prepareStore: async () => (await import('./store/migrate.ts')).migrate(storeConfig),
    leadsUntil: () => leadsUntil(database),
    openEngine: () => {
      let engine: Pick<Engine, 'wake' | 'unreachable'> | undefined;
      const wake = () => engine?.wake();
      const lease = openLease(storeConfig, wake);
      const fenced = new Database(storeConfig, () => lease.fence());
      const metrics = openMetrics({
        measure: () => measures(database),
        leads: () => lease.leads(),
        unreachable: () => engine?.unreachable() ?? [],
      });
      const server = openServer(config.listen, { wake, metrics: metrics.page });
      const own = openStore(fenced);
      return {
        world: {
          ...world,
          store: own,
          cluster: withSessions(cluster, {
            store: own,
            files: sessionFiles,
            clock: openClock(),
            limits: sessionLimits,
            patience: config.kill_patience,
            newId: () => sessionId(new Date(), Math.random()),
          }),
        },
        lease,
        observe: metrics.observeStep,
        attach: (started) => {
          engine = started;
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

function spark(config: Config): Promise<Cluster> {
  return openCluster({
    master: config['spark.master_url'],
    restUrls: config['spark.rest_urls'],
    uiUrls: config['spark.ui_urls'],
    restSecretFile: config['spark.rest_secret_file'],
    profilesDir: config['spark.profiles_dir'],
    webhdfs: (config['hdfs.driver_urls'].length > 0
      ? config['hdfs.driver_urls']
      : config['hdfs.urls']
    ).join(','),
    hosts: config.hosts,
    hdfsUser: config['hdfs.driver_user'],
    callbackUrl: config.callback_url,
  });
}

/** A cluster that is opened at its first use: commands that only read the store need no REST key. */
function lazily(open: () => Promise<Cluster>): Cluster {
  let opened: Promise<Cluster> | undefined;
  const cluster = () => (opened ??= open());
  return {
    state: async () => (await cluster()).state(),
    submit: async (submission) => (await cluster()).submit(submission),
    kill: async (driver) => (await cluster()).kill(driver),
    killApplication: async (application) => (await cluster()).killApplication(application),
    logs: async (driver, application) => (await cluster()).logs(driver, application),
    attemptOf: async (driver) => (await cluster()).attemptOf(driver),
  };
}
