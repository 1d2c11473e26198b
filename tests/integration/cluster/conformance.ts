/** The fake cluster's conformance suites on a real cluster, so that the fake behaves as the real one does. */
import { killService, startService } from '../../../local/cluster.ts';
import { clusterEnvironment } from '../../../local/environment.ts';
import { Hdfs } from '../../../orchestrator/hdfs/webhdfs.ts';
import { readProfile } from '../../../orchestrator/spark/profiles.ts';
import { tokenMaker } from '../../../orchestrator/spark/tokens.ts';
import { describeHdfs } from '../../support/conformance/hdfs.ts';
import { describeSparkCluster } from '../../support/conformance/spark-cluster.ts';
import { SCRIPT, SCRIPTS } from '../../support/conformance/submission.ts';
import { config, useCluster } from '../../support/cluster.ts';

const env = clusterEnvironment(config);
const { SPARKWRIGHT_HDFS_URLS: hdfsUrl = '', SPARKWRIGHT_SPARK_UI_URLS: uiUrl = '' } = env;

const workerAt = (page: string) =>
  page.endsWith(`:${config.ports.worker1Ui}`) ? 'worker-1' : 'worker-2';

describe('conformance', () => {
  useCluster();

  describeHdfs('a real cluster', () => Promise.resolve({ url: hdfsUrl }));

  describeSparkCluster('a real cluster', async () => {
    const hdfs = new Hdfs({ urls: [hdfsUrl], user: 'spark' });
    for (const path of Object.values(SCRIPTS)) await hdfs.replace(`/tmp/contract/${path}`, SCRIPT);
    return {
      uiUrl,
      restUrl: env.SPARKWRIGHT_SPARK_REST_URLS ?? '',
      master: env.SPARKWRIGHT_SPARK_MASTER_URL ?? '',
      folder: 'hdfs:///tmp/contract',
      conf: await readProfile(env.SPARKWRIGHT_SPARK_PROFILES_DIR ?? '', 'short'),
      token: await tokenMaker(env.SPARKWRIGHT_SPARK_REST_SECRET_FILE ?? ''),
      restartMaster: async () => {
        await killService(config, 'master');
        await startService(config, 'master');
      },
      killWorker: (page) => killService(config, workerAt(page)),
      startWorker: (page) => startService(config, workerAt(page)),
    };
  });
});
