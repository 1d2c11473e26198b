/** Small drivers for the conformance suite of Spark clusters. */

/**
 * `bootstrap` runs an attempt, and fails without a spec. `finishes` exits with 0. `hangs` registers an application, prints its id
 * and never ends. `waits` needs more cores than any worker has.
 */
export type Script = 'bootstrap' | 'finishes' | 'hangs' | 'waits';

/** The Python code of all scripts, for a real cluster. */
export const SCRIPT = `import sys
import time

what = sys.argv[1]
if what == "--attempts":
    sys.exit(4)
if what == "hangs":
    from pyspark.sql import SparkSession

    print(SparkSession.builder.getOrCreate().sparkContext.applicationId, flush=True)
    time.sleep(600)
`;

/** The path of a script below {@link Address.folder}. */
export const SCRIPTS = { bootstrap: 'sparkwright/bootstrap.py', plain: 'driver.py' };

export interface Address {
  /** `spark://host:7077` */
  master: string;
  /** HDFS folder of the scripts. */
  folder: string;
  /** Further Spark properties. */
  conf: Record<string, string>;
}

/** The address of the spec.json that a driver is started with. */
export function specOf(attempt: string): string {
  return `hdfs:///sparkwright/attempts/${attempt}/spec.json`;
}

/** The body of a submission that runs PySpark in cluster mode. */
export function submission(what: Script, attempt: string, address: Address): object {
  const driver = {
    'spark.driver.cores': what === 'waits' ? '64' : '1',
    'spark.driver.memory': '512m',
  };
  const script =
    what === 'bootstrap'
      ? [SCRIPTS.bootstrap, '--attempts', specOf(attempt)]
      : [SCRIPTS.plain, what];
  const conf = {
    ...address.conf,
    ...driver,
    'spark.executor.cores': '1',
    'spark.executor.memory': '512m',
    'spark.cores.max': '1',
  };
  return {
    action: 'CreateSubmissionRequest',
    clientSparkVersion: '4.1.4',
    mainClass: 'org.apache.spark.deploy.SparkSubmit',
    appResource: '',
    appArgs: [
      '--master',
      address.master,
      '--name',
      attempt,
      ...Object.entries(conf).flatMap(([key, value]) => ['--conf', `${key}=${value}`]),
      `${address.folder}/${script[0] ?? ''}`,
      ...script.slice(1),
    ],
    environmentVariables: { SPARK_ENV_LOADED: '1', HADOOP_USER_NAME: 'spark' },
    sparkProperties: {
      ...Object.fromEntries(
        Object.entries(conf).filter(([key]) => key.startsWith('spark.driver.')),
      ),
      'spark.master': address.master,
      'spark.app.name': attempt,
      'spark.submit.deployMode': 'cluster',
      'spark.driver.supervise': 'false',
    },
  };
}
