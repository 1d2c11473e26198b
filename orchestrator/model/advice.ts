/** Advice for each class of failure, and whether a retry can help. */
import type { FailureClass } from './diagnosis.ts';

/**
 * Classes that an unchanged retry can't fix; jobs/sparkwright/driver/verdict.py decides the same inside the driver.
 */
export const TERMINAL: ReadonlySet<FailureClass> = new Set([
  'missing-file',
  'missing-table',
  'schema-mismatch',
  'sql-analysis',
  'permission',
  'claim-lost',
  'killed',
  'expectation',
]);

/** Classes whose error itself says whether a retry can help. */
export const UP_TO_THE_ERROR: ReadonlySet<FailureClass> = new Set(['python-exception', 'unknown']);

export const ADVICE: Record<FailureClass, string> = {
  'driver-out-of-memory':
    'Raise `spark.driver.memory`, or collect less into the driver. With `retries.memory_factor` above 1, a retry gets more memory.',
  'executor-out-of-memory':
    'Raise `spark.executor.memory`, or use more and smaller partitions, or a smaller `fetch_size` for the table of the source. With `retries.memory_factor` above 1, a retry gets more memory.',
  'executor-lost': "Read the end of the executor's log, and check its worker's memory and disk.",
  'worker-lost': 'Check on its host whether the worker runs, and start it again.',
  'disk-full':
    "Free disk space on the worker's host: in its work folder (SPARK_WORKER_DIR) and where Spark spills (SPARK_LOCAL_DIRS).",
  'missing-file':
    'Create the file or fix the path, then retry the run from this stage. A stage that needs the file must come `after` the one that writes it.',
  'missing-table':
    'Check the name and its catalog. A stage that reads the table must come `after` the one that creates it.',
  'schema-mismatch':
    "Compare the columns that the job writes with the table's: cast or select in the job, or ALTER TABLE.",
  'sql-analysis': 'Fix the statement in the job, then retry the run, which uses the new release.',
  permission: "Grant the job's user the missing permission, or fix its secret.",
  'hdfs-unavailable':
    'Check that the NameNode is out of safe mode, and that a DataNode runs and has free disk space.',
  'postgres-unavailable':
    "Check that the source's server runs and has free connections, and that the workers reach its address.",
  'claim-lost':
    'Nothing to do: another driver or the orchestrator had taken over, and this one published nothing.',
  'main-moved':
    'Nothing was published, and a retry starts from the new state. If it happens again, put the stages that write the table into one `pool`.',
  timeout: "Raise the stage's `timeout`, or find the slow part in Spark's history server.",
  starved:
    "Free or add cores and memory, or request less in the stage's `spark.executor`: one executor must fit beside its driver.",
  killed: 'Nothing to do: the kill was requested. To run it after all, retry the run.',
  'submission-lost':
    'Nothing to do: it did not run, and is submitted again. If it happens again, check the Spark master.',
  expectation:
    'List the failed expectations with `sparkwright show`. Fix the rows at the source, or the expectation in the job, and retry the run from this stage.',
  'python-exception':
    "Read the traceback: the job's own code, or a library that it called, failed.",
  unknown:
    "Read the ends of the driver's logs. If they stop abruptly, look for a killed process on its worker (`dmesg`).",
};
