/** The engine's port to a Spark standalone cluster. */
import type { Cluster } from '../engine/ports.ts';
import { reachable, type Hosts } from '../model/hosts.ts';
import { killApplication } from './applications.ts';
import { readLaunch, readLogs } from './logs.ts';
import { readMaster, toState } from './master.ts';
import { readProfile } from './profiles.ts';
import { restServer } from './rest.ts';
import { submissionBody, type ClusterAddress } from './submission.ts';
import { tokenMaker } from './tokens.ts';

export interface ClusterConfig extends Omit<ClusterAddress, 'sparkVersion'> {
  restUrls: string[];
  uiUrls: string[];
  restSecretFile: string;
  profilesDir: string;
  /** For the workers that the master names. */
  hosts?: Hosts;
}

/** The version of the protocol that submissions are made for. */
const SPARK_VERSION = '4.1.4';

/** Of each log so much is kept, from its end. */
const LOG_BYTES = 512 * 1024;

export async function openCluster(config: ClusterConfig): Promise<Cluster> {
  const rest = restServer(config.restUrls, await tokenMaker(config.restSecretFile));
  const address = { ...config, sparkVersion: SPARK_VERSION };
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
      return rest.create(submissionBody(submission, profile, address));
    },
    kill: (driver) => rest.kill(driver),
    killApplication: (application) => killApplication(config.uiUrls, application),
    logs: async (driver, application) => {
      const [files, error] = await Promise.all([
        page().then((read) => readLogs(read, driver, application, LOG_BYTES)),
        driver === null ? null : rest.errorOf(driver),
      ]);
      // A driver that could not be launched has printed nothing: all there is of it is what its worker told the master.
      return error === null ? files : [{ name: 'driver.error', text: error }, ...files];
    },
    attemptOf: async (driver) => readLaunch(await page(), driver),
  };
}
