/**
 * The body of a submission. A PySpark driver goes in as SparkSubmit itself, whose arguments hold the script; without
 * `--master` among these the job would run in `local[*]` inside its driver, and no executor would be used.
 * The protocol: org.apache.spark.deploy.rest.CreateSubmissionRequest of Spark 4.1.
 */
import type { Submission } from '../engine/ports.ts';

export interface ClusterAddress {
  /** `spark://host:7077` */
  master: string;
  /** Where drivers find WebHDFS, comma-separated. */
  webhdfs: string;
  hdfsUser: string;
  /** Where a driver says that it has ended; empty where it shall not. */
  callbackUrl: string;
  sparkVersion: string;
}

/** @param profile - Spark properties of the cluster and of the stage's profile */
export function submissionBody(
  submission: Submission,
  profile: Record<string, string>,
  address: ClusterAddress,
): object {
  const { stage, name, release, spec } = submission;
  const conf = {
    ...inUtc(),
    ...profile,
    ...resources(submission),
    ...stage.spark.conf,
    ...writeAuditPublish(submission),
  };
  const jobs = `hdfs:///jobs/${release}`;
  const pyFiles = stage.spark.pyFiles.map((file) =>
    file.includes('://') ? file : `${jobs}/${file}`,
  );
  return {
    action: 'CreateSubmissionRequest',
    clientSparkVersion: address.sparkVersion,
    mainClass: 'org.apache.spark.deploy.SparkSubmit',
    appResource: '',
    appArgs: [
      ...['--master', address.master, '--deploy-mode', 'client', '--name', name],
      ...Object.entries(conf).flatMap(([key, value]) => ['--conf', `${key}=${value}`]),
      ...['--py-files', [`${jobs}/jobs.zip`, ...pyFiles].join(',')],
      `${jobs}/sparkwright/bootstrap.py`,
      ...['--attempts', spec],
    ],
    environmentVariables: {
      ...stage.env,
      SPARK_ENV_LOADED: '1',
      HADOOP_USER_NAME: address.hdfsUser,
      SPARKWRIGHT_HDFS_USER: address.hdfsUser,
      SPARKWRIGHT_WEBHDFS_URLS: address.webhdfs,
      ...(address.callbackUrl === '' ? {} : { SPARKWRIGHT_CALLBACK_URL: address.callbackUrl }),
    },
    sparkProperties: {
      ...Object.fromEntries(
        Object.entries(conf).filter(
          ([key]) => key.startsWith('spark.driver.') || key === 'spark.authenticate',
        ),
      ),
      'spark.master': address.master,
      'spark.app.name': name,
      'spark.submit.deployMode': 'cluster',
      // A restarted driver would be a second body of one attempt.
      'spark.driver.supervise': 'false',
    },
  };
}

/** A JVM reads times without a zone as of its own: that must not be the zone of the host. */
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

/** What the job writes goes to a branch of the attempt, and every snapshot says whose it is. */
function writeAuditPublish({ attempt, run }: Submission): Record<string, string> {
  return {
    'spark.wap.branch': attempt,
    'spark.sql.iceberg.snapshot-property.sparkwright.attempt': attempt,
    'spark.sql.iceberg.snapshot-property.sparkwright.run': run,
  };
}
