/**
 * The body of a submission. The main class of a PySpark driver is SparkSubmit, and its arguments hold the script.
 * Without `--master` among them the job would run in `local[*]` inside its driver, without executors.
 * The protocol: org.apache.spark.deploy.rest.CreateSubmissionRequest of Spark 4.1.
 */
import { attemptProperties } from '../model/attempt.ts';
import type { Submission } from '../ports/ports.ts';

/** The version of the protocol. */
const SPARK_VERSION = '4.1.4';

export interface ClusterAddress {
  /** `spark://host:7077` */
  master: string;
  /** Addresses of WebHDFS for drivers, comma-separated. */
  webhdfs: string;
  hdfsUser: string;
  /** Address that a driver calls when it has ended; empty for none. */
  callbackUrl: string;
}

/** @param profile - Spark properties of the cluster and of the stage's profile */
export function submissionBody(
  submission: Submission,
  profile: Record<string, string>,
  address: ClusterAddress,
): object {
  const { attempt, run, stage, name, release, spec, program } = submission;
  const conf = {
    ...inUtc(),
    ...profile,
    ...resources(submission),
    ...stage.spark.conf,
    ...(program === 'session' ? SIDE_BY_SIDE : attemptProperties(attempt, run)),
  };
  const jobs = `hdfs:///jobs/${release}`;
  const pyFiles = stage.spark.pyFiles.map((file) =>
    file.includes('://') ? file : `${jobs}/${file}`,
  );
  return requestBody({
    master: address.master,
    name,
    conf,
    args: [
      '--py-files',
      [`${jobs}/jobs.zip`, ...pyFiles].join(','),
      ...(program === 'session'
        ? [`${jobs}/sparkwright/session/driver.py`, '--session', spec]
        : [`${jobs}/sparkwright/bootstrap.py`, '--attempts', spec]),
    ],
    environment: {
      ...stage.env,
      SPARK_ENV_LOADED: '1',
      HADOOP_USER_NAME: address.hdfsUser,
      SPARKWRIGHT_HDFS_USER: address.hdfsUser,
      SPARKWRIGHT_WEBHDFS_URLS: address.webhdfs,
      ...(address.callbackUrl === '' ? {} : { SPARKWRIGHT_CALLBACK_URL: address.callbackUrl }),
    },
    properties: Object.fromEntries(
      Object.entries(conf).filter(
        ([key]) => key.startsWith('spark.driver.') || key === 'spark.authenticate',
      ),
    ),
  });
}

export interface DriverRequest {
  /** `spark://host:7077` */
  master: string;
  name: string;
  /** Spark properties of the application. */
  conf: Record<string, string>;
  /** Further options of spark-submit, then the script and its arguments. */
  args: readonly string[];
  /** Environment variables of the driver. */
  environment: Record<string, string>;
  /** Spark properties of the driver's JVM. */
  properties: Record<string, string>;
}

/** The body of any PySpark driver. */
export function requestBody(request: DriverRequest): object {
  const { master, name, conf, args, environment, properties } = request;
  return {
    action: 'CreateSubmissionRequest',
    clientSparkVersion: SPARK_VERSION,
    mainClass: 'org.apache.spark.deploy.SparkSubmit',
    appResource: '',
    appArgs: [
      '--master',
      master,
      '--deploy-mode',
      'client',
      '--name',
      name,
      ...Object.entries(conf).flatMap(([key, value]) => ['--conf', `${key}=${value}`]),
      ...args,
    ],
    environmentVariables: environment,
    sparkProperties: {
      ...properties,
      'spark.master': master,
      'spark.app.name': name,
      'spark.submit.deployMode': 'cluster',
      // A restarted driver would run the same attempt a second time.
      'spark.driver.supervise': 'false',
    },
  };
}

/** Attempts of a session get equal shares of its executors. */
const SIDE_BY_SIDE = { 'spark.scheduler.mode': 'FAIR' };

/** A JVM reads times without a zone in its own zone, which must not be the host's. */
function inUtc(): Record<string, string> {
  const role = (name: string) => [`spark.${name}.defaultJavaOptions`, '-Duser.timezone=UTC'];
  return Object.fromEntries(['driver', 'executor'].map(role)) as Record<string, string>;
}

function resources({ stage }: Submission): Record<string, string> {
  const { driver, executor } = stage.spark;
  return {
    'spark.driver.cores': String(driver.cores),
    'spark.driver.memory': `${driver.memory}m`,
    'spark.executor.cores': String(executor.cores),
    'spark.executor.memory': `${executor.memory}m`,
    // Without it one application takes every core of the cluster.
    'spark.cores.max': String(executor.cores * executor.count),
  };
}
