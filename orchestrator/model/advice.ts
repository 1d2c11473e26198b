/** What each class of failure means for the stage: the next step of a person, and whether a retry can help. */
import type { FailureClass } from './diagnosis.ts';

/** Trying these again, unchanged, fails again; jobs/sparkwright/verdict.py, which judges inside the driver, agrees. */
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

/** Of these the error itself knows whether a retry can help. */
export const UP_TO_THE_ERROR: ReadonlySet<FailureClass> = new Set(['python-exception', 'unknown']);

export const ADVICE: Record<FailureClass, string> = {
  'driver-out-of-memory':
    'Raise `spark.driver.memory`, or collect less into the driver. With `retries.memory_factor` above 1 the next try gets more.',
  'executor-out-of-memory':
    'Raise `spark.executor.memory`, or use more and smaller partitions, or a smaller `fetch_size` for the table of the source. With `retries.memory_factor` above 1 the next try gets more.',
  'executor-lost':
    "Look for the executor's last words in its log, and on its worker for a lack of memory or disk.",
  'worker-lost': 'See on its host whether the worker runs, and start it again.',
  'disk-full':
    "Free disk on the worker's host: its work folder (SPARK_WORKER_DIR), and where Spark spills to (SPARK_LOCAL_DIRS).",
  'missing-file':
    'Put the file there or mend the path, then retry the run from this stage. A stage that needs the file must come `after` the one that writes it.',
  'missing-table':
    'Check the name and its catalog. A stage that reads the table must come `after` the one that creates it.',
  'schema-mismatch':
    "Compare the columns that the job writes with the table's: cast or select in the job, or ALTER TABLE.",
  'sql-analysis': 'Mend the statement in the job, then retry the run: it gets the new release.',
  permission: "Give the job's user the right that it lacks, or mend its secret.",
  'hdfs-unavailable':
    'See that the NameNode is out of safe mode, and that a DataNode is up and has free disk.',
  'postgres-unavailable':
    "See that the source's server runs and has connections left, and that the workers reach its address.",
  'claim-lost':
    'Nothing: another driver, or the orchestrator, had taken over, and this one has published nothing.',
  'main-moved':
    'Nothing was published, and the next try begins from the new state. If it comes back, let one stage at a time write the table: give them one `pool`.',
  timeout: "Raise the stage's `timeout`, or see in the Spark history where the time went.",
  starved:
    "Free or add cores and memory, or ask for less in the stage's `spark.executor`: one executor must fit beside its driver.",
  killed: 'Nothing: it was asked for. Retry the run to have it after all.',
  'submission-lost':
    'Nothing: it did not run, and is submitted anew. If it comes back, look at the Spark master.',
  expectation:
    'See which expectations failed with `sparkwright show`; mend the rows at the source, or the expectation in the job, and retry the run from this stage.',
  'python-exception': "Read the traceback: the job's own code, or what it called, failed.",
  unknown:
    "Read the ends of the driver's logs. If they stop in the middle, look on its worker for a killed process (`dmesg`).",
};
