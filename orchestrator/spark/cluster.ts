/** The engine's port to a Spark standalone cluster. */
import type { Cluster } from '../ports/ports.ts';
import { reachable, type Hosts } from '../model/hosts.ts';
import { hostOf } from '../model/session.ts';
import { killApplication } from './applications.ts';
import { readLaunch, readLogs } from './logs.ts';
import { readMaster, toState } from './master.ts';
import { readProfile } from './profiles.ts';
import { restServer } from './rest.ts';
import { submissionBody, type ClusterAddress } from './submission.ts';
import { tokenMaker } from './tokens.ts';

export interface ClusterConfig extends ClusterAddress {
  restUrls: string[];
  uiUrls: string[];
  restSecretFile: string;
  profilesDir: string;
  /** Addresses of workers, by the names that the master gives. */
  hosts?: Hosts;
}

/** The end of each log that is kept. */
const LOG_BYTES = 512 * 1024;

export async function openCluster(config: ClusterConfig): Promise<Cluster> {
  const rest = restServer(config.restUrls, await tokenMaker(config.restSecretFile));
  const { hosts = {} } = config;
  const page = async () => {
    const { workers, ...rest } = await readMaster(config.uiUrls);
    return {
      ...rest,
      workers: workers.map((one) => ({ ...one, webuiaddress: reachable(one.webuiaddress, hosts) })),
    };
  };
  return {
    state: async () => toState(await page()),
    submit: async (submission) => {
      const profile = await readProfile(config.profilesDir, submission.stage.spark.profile);
      return rest.create(submissionBody(submission, profile, config));
    },
    kill: (driver) => rest.kill(driver),
    killApplication: (application) => killApplication(config.uiUrls, application),
    logs: async (driver, application) => {
      const [files, error] = await Promise.all([
        page().then((read) =>
          readLogs(read, driver, hostOf(application) ?? application, LOG_BYTES),
        ),
        driver === null ? null : rest.errorOf(driver),
      ]);
      // A driver that could not be launched has printed nothing; only the master has its error.
      return error === null ? files : [{ name: 'driver.error', text: error }, ...files];
    },
    attemptOf: async (driver) => readLaunch(await page(), driver),
  };
}
