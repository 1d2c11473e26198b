/** Patterns of failure messages, each with the program that writes the message. */

/**
 * Spark: TaskSetManager; ExecutorLostFailure; `Command exited with code` of the worker's ExecutorRunner, with 52 for
 * SparkExitCode.OOM and 137 for SIGKILL, which the kernel sends when memory runs out; SparkOutOfMemoryError's
 * conditions in error-conditions.json. `Container killed` comes from a resource manager around the worker.
 */
export const EXECUTOR_MEMORY =
  /executor \S+\): .*OutOfMemoryError|Command exited with code (?:52|137)\b|\[(?:UNABLE_TO_ACQUIRE_MEMORY|(?:AGGREGATE|SPILL|POINTER_ARRAY)_OUT_OF_MEMORY)\b|Container killed/;

/** Java, in an executor's log. */
export const JAVA_MEMORY = /OutOfMemoryError/;

/** Java, except in lines about an executor; a JVM that could not start; the kernel. */
export const DRIVER_MEMORY =
  /^(?!.*executor \S+\): ).*OutOfMemoryError|insufficient memory for the Java Runtime|Out of memory: Killed process/;

/**
 * Spark: Master.removeWorker and the worker's shutdown. 143 is SIGTERM, which a stopped worker passes on to
 * executors.
 */
export const WORKER_LOST = /worker lost: |Worker shutting down|Command exited with code 143\b/;

/**
 * Spark: ExecutorLostFailure, TaskSchedulerImpl, HeartbeatReceiver, FetchFailedException,
 * StandaloneSchedulerBackend.
 */
export const EXECUTOR_LOST =
  /ExecutorLostFailure|Lost executor \S+ on|Executor heartbeat timed out|FetchFailed|Master removed our application|SparkContext was shut down/;

/**
 * Hadoop: FSNamesystem in safe mode or standby, BlockManager without a DataNode to write to, DFSInputStream, NetUtils
 * about an unreachable NameNode. The last pattern is from jobs/sparkwright/protocol/webhdfs.py.
 */
export const HDFS_AWAY =
  /SafeModeException|Name node is in safe mode|StandbyException|could only be written to \d+ of the \d+ minReplication|(?:DiskSpace|NameSpace) quota of .+ is exceeded|Could not obtain block|BlockMissingException|Call From .+ failed on (?:connection|socket timeout|socket) exception|No Route to Host from|HDFS does not answer/;

/** Linux, in errors of Java and Python, and Spark (error-conditions.json) about its local folders. */
export const DISK_FULL = /No space left on device|Disk quota exceeded/;

/**
 * PostgreSQL's JDBC driver (ConnectionFactoryImpl, QueryExecutorImpl, PgConnection) and server (postmaster.c,
 * postgres.c).
 */
export const POSTGRES_AWAY =
  /PSQLException.*(?:Connection to .+ refused|The connection attempt failed|An I\/O error occurred while sending to the backend|This connection has been closed|sorry, too many clients|remaining connection slots)|the database system is (?:starting up|shutting down|in recovery mode|not yet accepting connections)|terminating connection due to/;

/** Spark: error-conditions.json. Iceberg: NoSuchTableException. PostgreSQL: undefined_table. */
export const NO_TABLE =
  /\[(?:TABLE_OR_VIEW_NOT_FOUND|SCHEMA_NOT_FOUND|CATALOG_NOT_FOUND)\b|NoSuch(?:Table|Namespace)Exception|relation "\S+" does not exist/;

/** Spark: error-conditions.json. Hadoop: INodeFile, RawLocalFileSystem, FileInputFormat. Python. */
export const NO_FILE =
  /\[(?:PATH_NOT_FOUND|LOAD_DATA_PATH_NOT_EXISTS|RENAME_SRC_PATH_NOT_FOUND|FAILED_READ_FILE\.FILE_NOT_EXIST)\b|FileNotFoundException: .*does not exist|Input path does not exist|FileNotFoundError/;

/** Spark: conditions of error-conditions.json about writes into a table. */
export const OTHER_COLUMNS =
  /\[(?:INCOMPATIBLE_DATA_FOR_TABLE|INSERT_(?:PARTITION_)?COLUMN_ARITY_MISMATCH|CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE|CANNOT_MERGE_SCHEMAS|DATA_SOURCE_TABLE_SCHEMA_MISMATCH|FAILED_READ_FILE\.PARQUET_COLUMN_DATA_TYPE_MISMATCH)\b|Cannot write incompatible|Cannot find data for the output column/;

/** Spark: errors of its analyzer and parser. */
export const BAD_SQL =
  /\[(?:PARSE_SYNTAX_ERROR|UNRESOLVED_COLUMN|UNRESOLVED_ROUTINE)\b|\bAnalysisException\b/;

/** Hadoop: FSPermissionChecker. PostgreSQL: aclcheck_error, auth.c. Python. */
export const NO_PERMISSION =
  /AccessControlException|Permission denied: user=|permission denied for |password authentication failed for user|no pg_hba\.conf entry for|PermissionError/;

/** The pattern in an error of SparkSubmit, before it has started the Python script. */
export function beforePython(pattern: RegExp): RegExp {
  return new RegExp(`^Exception in thread "main".*(?:${pattern.source})`);
}
