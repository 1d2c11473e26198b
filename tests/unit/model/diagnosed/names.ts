import { NO_RESULT, logged, raised, type Case } from './evidence.ts';

/** Files, tables, columns and permissions that are missing or differ from what the job expects. */
export const NAMES: readonly Case[] = [
  [
    'missing-file',
    'Spark',
    raised(
      'AnalysisException',
      '[PATH_NOT_FOUND] Path does not exist: hdfs://127.0.0.1:8020/in/x.csv. SQLSTATE: 42K03',
      { retryable: false },
    ),
  ],
  [
    'missing-file',
    'HDFS',
    raised('Py4JJavaError', 'FileNotFoundException: File does not exist: /data/bronze/x.parquet'),
  ],
  [
    'missing-file',
    'Python',
    raised('FileNotFoundError', "[Errno 2] No such file or directory: '/etc/x'"),
  ],
  [
    'missing-file',
    'a secret',
    raised(
      'NotFoundError',
      'OPEN /sparkwright/secrets/x: FileNotFoundException: File does not exist: /sparkwright/secrets/x',
    ),
  ],
  [
    'missing-file',
    'the release',
    {
      ...NO_RESULT,
      ...logged(
        'driver.stderr',
        'Exception in thread "main" java.io.FileNotFoundException: File does not exist: hdfs:/jobs/1/jobs.zip',
      ),
    },
  ],
  [
    'missing-table',
    'Spark',
    raised(
      'AnalysisException',
      '[TABLE_OR_VIEW_NOT_FOUND] The table or view `lake`.`silver`.`order` cannot be found.',
      { retryable: false },
    ),
  ],
  [
    'missing-table',
    'Iceberg',
    raised('Py4JJavaError', 'NoSuchTableException: Table does not exist: bronze.orders'),
  ],
  [
    'missing-table',
    'PostgreSQL',
    raised('Py4JJavaError', 'PSQLException: ERROR: relation "order" does not exist'),
  ],
  [
    'schema-mismatch',
    'a missing column',
    raised(
      'AnalysisException',
      '[INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_FIND_DATA] Cannot write incompatible data for the table `lake`.`gold`.`x`: Cannot find data for the output column `orders`. SQLSTATE: KD000',
      { retryable: false },
    ),
  ],
  [
    'schema-mismatch',
    'an extra column',
    raised(
      'AnalysisException',
      '[INSERT_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS] Cannot write to `lake`.`gold`.`x`, the reason is too many data columns',
      { retryable: false },
    ),
  ],
  [
    'sql-analysis',
    'an unknown column',
    raised(
      'AnalysisException',
      '[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name `brnch` cannot be resolved.',
      { retryable: false },
    ),
  ],
  [
    'sql-analysis',
    'a syntax error',
    raised(
      'ParseException',
      "[PARSE_SYNTAX_ERROR] Syntax error at or near 'SELEC'. SQLSTATE: 42601 (line 1, pos 0)",
      { retryable: false },
    ),
  ],
  [
    'permission',
    'HDFS',
    raised(
      'Py4JJavaError',
      'AccessControlException: Permission denied: user=spark, access=WRITE, inode="/data":hdfs:supergroup:drwxr-xr-x',
    ),
  ],
  [
    'permission',
    'PostgreSQL',
    raised('Py4JJavaError', 'PSQLException: ERROR: permission denied for table orders'),
  ],
  [
    'permission',
    'a wrong password',
    raised(
      'Py4JJavaError',
      'PSQLException: FATAL: password authentication failed for user "retail_reader"',
    ),
  ],
];
