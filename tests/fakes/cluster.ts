/** A fake cluster: a Spark master with workers, HDFS and drivers, behind the HTTP interfaces of the real systems. */
import { FakeDrivers } from './driver/drivers.ts';
import type { Play } from './driver/play.ts';
import { Tree } from './hdfs/tree.ts';
import { serveWebHdfs } from './hdfs/webhdfs.ts';
import { FakeServer } from './http/server.ts';
import type { FakeMaster } from './spark/master.ts';
import { masterPageHandler } from './spark/master-page.ts';
import { restHandler } from './spark/rest.ts';
import type { FakeWorker, Size } from './spark/worker.ts';
import { FakeWorkers } from './spark/workers.ts';

export interface FakeClusterOptions {
  /** The resources of each worker; by default two workers, each with 3 cores and 3 GiB. */
  workers?: Size[];
  /** `spark.deploy.retainedDrivers`; 1000 by default. */
  retainedDrivers?: number;
  /** The base64url key of REST's tokens; without it, REST needs no token. */
  restKey?: string;
  /** `spark.ui.killEnabled`; true by default, as in Spark. */
  killEnabled?: boolean;
  play?: Play;
  /** From 0 to 1; decides the workers of drivers. */
  random?: () => number;
  clock?: () => Date;
}

export interface FakeCluster {
  restUrls: string[];
  uiUrls: string[];
  hdfsUrls: string[];
  /** SPARKWRIGHT_SPARK_REST_URLS, SPARKWRIGHT_SPARK_UI_URLS, SPARKWRIGHT_HDFS_URLS. */
  environment: Record<string, string>;
  master: FakeMaster;
  workers: FakeWorkers;
  drivers: FakeDrivers;
  /** The files on HDFS, without HTTP. */
  files: Tree;
  /** The servers, each with its `faults`, its `stop()` and its `start()`. */
  servers: { rest: FakeServer; ui: FakeServer; hdfs: FakeServer };
  /** Stops the master; drivers run on. */
  stopMaster(): Promise<void>;
  /**
   * Starts the master again.
   *
   * @param options.recovery - whether it has `recoveryMode FILESYSTEM`; true by default
   * @param options.until - the master is RECOVERING until this settles; ALIVE at once by default
   */
  startMaster(options?: { recovery?: boolean; until?: Promise<unknown> }): Promise<void>;
  /**
   * Loses a worker, as by `kill -9`. The master notices at once.
   *
   * @param options.partition - the worker loses only its network, and its drivers run on unseen
   */
  loseWorker(worker: FakeWorker, options?: { partition?: boolean }): Promise<void>;
  close(): Promise<void>;
}

/** Starts a fake cluster on free ports of 127.0.0.1. */
export async function fakeCluster(options: FakeClusterOptions = {}): Promise<FakeCluster> {
  const { retainedDrivers = 1000, random = Math.random, clock = () => new Date() } = options;
  const { killEnabled = true, play = {}, restKey } = options;
  const files = new Tree(() => clock().getTime());
  const drivers = new FakeDrivers(files, { retainedDrivers, random, clock }, play);
  const { master } = drivers;
  const key = restKey === undefined ? null : Buffer.from(restKey, 'base64url');
  const [rest, ui, hdfs] = await Promise.all([
    FakeServer.listen(restHandler(master, key)),
    FakeServer.listen(masterPageHandler(master, killEnabled)),
    serveWebHdfs(files),
  ]);
  const workers = new FakeWorkers(master, clock);
  const size = { cores: 3, memory: 3072 };
  for (const each of options.workers ?? [size, size]) await workers.add(each);

  const stopMaster = async () => {
    master.die();
    await Promise.all([rest.stop(), ui.stop()]);
  };
  return {
    restUrls: [rest.url],
    uiUrls: [ui.url],
    hdfsUrls: [hdfs.url],
    environment: {
      SPARKWRIGHT_SPARK_REST_URLS: rest.url,
      SPARKWRIGHT_SPARK_UI_URLS: ui.url,
      SPARKWRIGHT_HDFS_URLS: hdfs.url,
    },
    master,
    workers,
    drivers,
    files,
    servers: { rest, ui, hdfs },
    stopMaster,
    startMaster: async ({ recovery = true, until } = {}) => {
      if (until) master.be('RECOVERING');
      await Promise.all([rest.start(), ui.start()]);
      await until;
      master.comeBack(recovery, ({ id }) => drivers.get(id)?.running ?? false);
    },
    loseWorker: async (worker, { partition = false } = {}) => {
      const lost = drivers.all.filter(({ record }) => record.worker === worker);
      const gone = workers.lose(worker);
      if (!partition) for (const driver of lost) driver.kill();
      await gone;
    },
    close: async () => {
      drivers.close();
      await Promise.all([rest.stop(), ui.stop(), hdfs.stop(), workers.close()]);
    },
  };
}
