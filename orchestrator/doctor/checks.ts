/** The doctor's checks. Unlike wire.ts it opens each part alone, so that one broken part hides no other. */
import type { Settings } from '../config.ts';
import { hdfsChecks } from '../hdfs/checks.ts';
import { openBookmarks } from '../hdfs/bookmarks.ts';
import { secretReader } from '../hdfs/secrets.ts';
import { Hdfs } from '../hdfs/webhdfs.ts';
import type { Check } from '../model/check.ts';
import { openSources } from '../sources/sources.ts';
import { sparkChecks } from '../spark/checks.ts';
import { readMaster, toState } from '../spark/master.ts';
import { storeChecks } from '../store/checks.ts';
import { configurationCheck, nodeCheck } from './here.ts';
import { jobsCheck } from './jobs.ts';
import { listenCheck } from './listen.ts';
import { pipelinesCheck, poolsCheck, profilesCheck } from './pipelines.ts';
import { roomCheck } from './room.ts';
import { sourceChecks } from './sources.ts';

/** Returns the checks in the order of the output. */
export function checksOf(settings: Settings): Check[] {
  const { config } = settings;
  const { hosts } = config;
  const hdfs = { urls: config['hdfs.urls'], user: config['hdfs.user'], hosts };
  const files = new Hdfs(hdfs);
  const uiUrls = config['spark.ui_urls'];
  const pipelines = config.pipelines_dir;
  const state = async () => toState(await readMaster(uiUrls));
  return [
    nodeCheck(),
    configurationCheck(settings),
    pipelinesCheck(pipelines),
    poolsCheck(pipelines, config.pools),
    jobsCheck(config.jobs_dir, pipelines),
    profilesCheck(config['spark.profiles_dir'], pipelines),
    ...storeChecks({ url: config['store.url'], passwordFile: config['store.password_file'] }),
    ...hdfsChecks(hdfs),
    ...sparkChecks({
      uiUrls,
      restUrls: config['spark.rest_urls'],
      restSecretFile: config['spark.rest_secret_file'],
    }),
    roomCheck(pipelines, state),
    ...sourceChecks({
      pipelines,
      connections: config.sources,
      sources: openSources(secretReader(files), hosts),
      bookmarks: openBookmarks(files),
      patience: config.hold_warning,
    }),
    listenCheck(config.listen),
  ];
}

/** Returns the checks that work with a broken configuration. */
export function checksWithout(error: unknown): Check[] {
  const broken = () => Promise.reject(error instanceof Error ? error : new Error(String(error)));
  return [nodeCheck(), { name: 'configuration', run: broken }];
}
