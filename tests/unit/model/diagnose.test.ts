import assert from 'node:assert/strict';
import { ADVICE, TERMINAL } from '../../../orchestrator/model/advice.ts';
import { diagnose, type Evidence } from '../../../orchestrator/model/diagnose.ts';
import type { FailureClass } from '../../../orchestrator/model/diagnosis.ts';

const NOTHING: Evidence = {
  error: null,
  killedFor: null,
  logs: [],
  driver: 'FAILED',
  workerAlive: true,
  application: 'app-20261121124748-0093',
};

/** An error as a driver leaves it. */
function raised(
  name: string,
  message: string,
  options: { traceback?: string; retryable?: boolean } = {},
): Partial<Evidence> {
  const traceback =
    options.traceback ?? `Traceback (most recent call last):\n${name}: ${message}\n`;
  return {
    error: { class: name, message, retryable: options.retryable ?? true, traceback },
    driver: 'FAILED',
  };
}

function logged(name: string, ...lines: string[]): Partial<Evidence> {
  return { logs: [{ name, text: lines.join('\n') }] };
}

const ABORTED =
  'SparkException: Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times, most recent failure: Lost task 0.3 in stage 1.0 (TID 3) (10.0.0.7 executor 3): ';
const DISASSOCIATED = `${ABORTED}ExecutorLostFailure (executor 3 exited unrelated to the running tasks) Reason: Remote RPC client disassociated. Likely due to containers exceeding thresholds, or network issues.`;
const NO_RESULT: Partial<Evidence> = {
  error: {
    class: 'NoResult',
    message: 'the driver ended FAILED and left no result',
    retryable: true,
  },
};

const CASES: readonly [FailureClass, string, Partial<Evidence>][] = [
  ['timeout', 'is killed for it', { killedFor: 'timeout', driver: 'KILLED' }],
  ['starved', 'is killed for it', { killedFor: 'starved', driver: 'KILLED' }],
  ['killed', 'is killed on request', { killedFor: 'kill', driver: 'KILLED' }],
  [
    'expectation',
    'rows fail it',
    raised('ExpectationError', "lake.x: 'paid' (amount > 0) fails for 4 of 9 rows", {
      retryable: false,
    }),
  ],
  [
    'claim-lost',
    'a driver comes back',
    raised('ClaimLost', 'the orchestrator gave it up: cut off', { retryable: false }),
  ],
  [
    'main-moved',
    'another was faster',
    raised('MainMovedError', 'lake.gold.x is at snapshot 7, and was at 6'),
  ],
  [
    'submission-lost',
    'the POST got nowhere',
    { error: { class: 'SubmissionLost', message: 'given up', retryable: true }, driver: 'absent' },
  ],
  [
    'executor-out-of-memory',
    'a task says so',
    raised('Py4JJavaError', `${ABORTED}java.lang.OutOfMemoryError: Java heap space`),
  ],
  [
    'executor-out-of-memory',
    'exit code 52',
    raised(
      'Py4JJavaError',
      `${ABORTED}ExecutorLostFailure (executor 3 exited caused by one of the running tasks) Reason: Command exited with code 52`,
    ),
  ],
  [
    'executor-out-of-memory',
    'the kernel killed it',
    raised(
      'Py4JJavaError',
      `${ABORTED}ExecutorLostFailure (executor 3 exited caused by one of the running tasks) Reason: Command exited with code 137`,
    ),
  ],
  [
    'executor-out-of-memory',
    'only the traceback has it',
    raised('Py4JJavaError', 'OutOfMemoryError: Java heap space', {
      traceback: `: org.apache.spark.${ABORTED}java.lang.OutOfMemoryError: Java heap space\n`,
    }),
  ],
  [
    'executor-out-of-memory',
    "Spark's own memory",
    raised(
      'SparkRuntimeException',
      '[UNABLE_TO_ACQUIRE_MEMORY] Unable to acquire 65536 bytes of memory, got 0. SQLSTATE: 53200',
    ),
  ],
  ['executor-out-of-memory', 'a Python function', raised('PythonException', 'MemoryError')],
  [
    'executor-out-of-memory',
    "the driver's log",
    {
      ...NO_RESULT,
      ...logged(
        'driver.stderr',
        'INFO StandaloneAppClient$ClientEndpoint: Executor updated: app-1/0 is now EXITED (Command exited with code 52)',
      ),
    },
  ],
  [
    'driver-out-of-memory',
    'collect()',
    raised('Py4JJavaError', 'OutOfMemoryError: Java heap space'),
  ],
  ['driver-out-of-memory', 'Python itself', raised('MemoryError', 'MemoryError')],
  [
    'driver-out-of-memory',
    'the JVM died of it',
    {
      ...NO_RESULT,
      ...logged(
        'driver.stderr',
        'x',
        'Exception in thread "Thread-4" java.lang.OutOfMemoryError: Java heap space',
      ),
    },
  ],
  ['executor-lost', 'disassociated', raised('Py4JJavaError', DISASSOCIATED)],
  [
    'executor-lost',
    'shuffle files are gone',
    raised('Py4JJavaError', 'SparkException: Job aborted', {
      traceback:
        'org.apache.spark.shuffle.FetchFailedException\nCaused by: java.io.FileNotFoundException: /tmp/blockmgr-1/0c/shuffle_0_1_0.data (No such file or directory)\n',
    }),
  ],
  [
    'executor-lost',
    'no executor stays',
    {
      ...raised('Py4JNetworkError', 'Answer from Java side is empty'),
      ...logged(
        'driver.stderr',
        'ERROR StandaloneSchedulerBackend: Application has been killed. Reason: Master removed our application: FAILED',
      ),
    },
  ],
  [
    'disk-full',
    'where the worker could not launch the driver',
    {
      ...NO_RESULT,
      ...logged(
        'driver.error',
        'Exception from the cluster:\njava.io.IOException: No space left on device\n\tjava.base/java.io.FileOutputStream.writeBytes(Native Method)',
      ),
      driver: 'ERROR',
    },
  ],
  [
    'disk-full',
    'where a task spills',
    raised('Py4JJavaError', `${ABORTED}java.io.IOException: No space left on device`),
  ],
  ['worker-lost', 'with its driver', { ...NO_RESULT, driver: 'ERROR', workerAlive: false }],
  [
    'worker-lost',
    'with an executor',
    raised(
      'Py4JJavaError',
      `${ABORTED}ExecutorLostFailure (executor 3 exited unrelated to the running tasks) Reason: worker lost: Not receiving heartbeat for 60 seconds`,
    ),
  ],
  [
    'worker-lost',
    'that was stopped',
    raised(
      'Py4JJavaError',
      `${ABORTED}ExecutorLostFailure (executor 3 exited caused by one of the running tasks) Reason: Command exited with code 143`,
    ),
  ],
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
    'a column too few',
    raised(
      'AnalysisException',
      '[INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_FIND_DATA] Cannot write incompatible data for the table `lake`.`gold`.`x`: Cannot find data for the output column `orders`. SQLSTATE: KD000',
      { retryable: false },
    ),
  ],
  [
    'schema-mismatch',
    'a column too many',
    raised(
      'AnalysisException',
      '[INSERT_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS] Cannot write to `lake`.`gold`.`x`, the reason is too many data columns',
      { retryable: false },
    ),
  ],
  [
    'sql-analysis',
    'a column',
    raised(
      'AnalysisException',
      '[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name `brnch` cannot be resolved.',
      { retryable: false },
    ),
  ],
  [
    'sql-analysis',
    'the syntax',
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
    'a password',
    raised(
      'Py4JJavaError',
      'PSQLException: FATAL: password authentication failed for user "retail_reader"',
    ),
  ],
  [
    'hdfs-unavailable',
    'safe mode',
    raised(
      'Py4JJavaError',
      'SafeModeException: Cannot create file/data/x. Name node is in safe mode.',
    ),
  ],
  [
    'hdfs-unavailable',
    'no DataNode',
    raised(
      'Py4JJavaError',
      'RemoteException: File /data/x could only be written to 0 of the 1 minReplication nodes. There are 0 datanode(s) running and 0 node(s) are excluded in this operation.',
    ),
  ],
  [
    'hdfs-unavailable',
    'the NameNode is away',
    raised(
      'Py4JJavaError',
      'ConnectException: Call From vm/127.0.0.1 to 127.0.0.1:8020 failed on connection exception: java.net.ConnectException: Connection refused',
    ),
  ],
  [
    'hdfs-unavailable',
    'a standby',
    raised(
      'UnreachableError',
      'CREATE /x: StandbyException: Operation category WRITE is not supported in state standby',
    ),
  ],
  [
    'hdfs-unavailable',
    'the result could not be left',
    {
      ...NO_RESULT,
      ...logged(
        'driver.stdout',
        'sparkwright: r-a-1 succeeded and published no table, but could not say so: HDFS does not answer at h:9870: refused',
      ),
    },
  ],
  [
    'postgres-unavailable',
    'refused',
    raised(
      'Py4JJavaError',
      'PSQLException: Connection to 127.0.0.1:5433 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.',
    ),
  ],
  [
    'postgres-unavailable',
    'starting',
    raised('Py4JJavaError', 'PSQLException: FATAL: the database system is starting up'),
  ],
  [
    'postgres-unavailable',
    'restarted',
    raised(
      'Py4JJavaError',
      'PSQLException: FATAL: terminating connection due to administrator command',
    ),
  ],
  ['python-exception', "the job's own", raised('ValueError', 'order 7 has no branch')],
  ['unknown', 'not a word', NO_RESULT],
  ['unknown', 'not even an error', { driver: 'FINISHED' }],
];

const RECOVERED = logged(
  'executor-0.stderr',
  'ERROR Executor: Exception in task 0.0',
  'java.lang.OutOfMemoryError: Java heap space',
);

const PRECEDENCE: readonly [FailureClass, string, Partial<Evidence>][] = [
  [
    'executor-out-of-memory',
    "an executor's own log over its loss",
    { ...raised('Py4JJavaError', DISASSOCIATED), ...RECOVERED },
  ],
  [
    'executor-out-of-memory',
    "an executor's own log over an error of the JVM that says nothing",
    { ...raised('Py4JJavaError', 'SparkException: Job aborted.'), ...RECOVERED },
  ],
  [
    'executor-out-of-memory',
    "a lost executor over the driver's own log",
    {
      ...NO_RESULT,
      ...logged(
        'driver.stderr',
        'WARN TaskSetManager: Lost task 0.0 in stage 0.0 (TID 0) (h executor 0): java.lang.OutOfMemoryError: Java heap space',
      ),
    },
  ],
  [
    'postgres-unavailable',
    'an error that says all over a log',
    {
      ...raised('Py4JJavaError', 'PSQLException: FATAL: the database system is shutting down'),
      ...RECOVERED,
    },
  ],
  [
    'python-exception',
    "the job's own error over what a log tells",
    { ...raised('ValueError', 'boom'), ...RECOVERED },
  ],
  [
    'python-exception',
    'the last error over one that the job caught',
    raised('ValueError', 'boom', {
      traceback:
        'AnalysisException: [TABLE_OR_VIEW_NOT_FOUND] x\n\nDuring handling of the above exception, another exception occurred:\n\nValueError: boom\n',
    }),
  ],
  [
    'missing-table',
    'the cause over the error that was raised from it',
    raised('ValueError', 'boom', {
      traceback:
        'AnalysisException: [TABLE_OR_VIEW_NOT_FOUND] x\n\nThe above exception was the direct cause of the following exception:\n\nValueError: boom\n',
    }),
  ],
  [
    'timeout',
    'what the engine did over what a log tells',
    { killedFor: 'timeout', driver: 'KILLED', ...RECOVERED },
  ],
  ['main-moved', 'a class over words', raised('MainMovedError', 'AccessControlException')],
  ['unknown', 'a worker that lives', { ...NO_RESULT, driver: 'ERROR' }],
  [
    'unknown',
    'a worker of which nothing is known',
    { ...NO_RESULT, driver: 'ERROR', workerAlive: null },
  ],
];

describe('a diagnosis', () => {
  for (const [name, title, evidence] of CASES)
    it(`tells ${name}: ${title}`, () => {
      assert.equal(diagnose({ ...NOTHING, ...evidence }).class, name);
    });

  for (const [name, title, evidence] of PRECEDENCE)
    it(`puts ${title} (${name})`, () => {
      assert.equal(diagnose({ ...NOTHING, ...evidence }).class, name);
    });

  it('has a case for every class', () => {
    assert.deepEqual([...new Set(CASES.map(([name]) => name))].sort(), Object.keys(ADVICE).sort());
  });

  it('shows the line that told, and where it stands', () => {
    const { evidence, from } = diagnose({ ...NOTHING, ...NO_RESULT, ...RECOVERED });
    assert.equal(evidence, 'java.lang.OutOfMemoryError: Java heap space');
    assert.equal(from, 'executor-0.stderr');
    assert.equal(
      diagnose({ ...NOTHING, ...raised('ValueError', 'boom') }).evidence,
      'ValueError: boom',
    );
    assert.equal(diagnose({ ...NOTHING, ...raised('ValueError', 'boom') }).from, 'result');
  });

  it('cuts a long line to 300 characters that still tell', () => {
    const line = `${'x'.repeat(900)} java.lang.OutOfMemoryError: Java heap space`;
    const { evidence } = diagnose({ ...NOTHING, ...logged('executor-0.stderr', line) });
    assert.equal(evidence.length, 300);
    assert.match(evidence, /OutOfMemoryError/);
  });

  it('retries what may go better, and nothing that comes again', () => {
    for (const [name, title, evidence] of CASES)
      assert.equal(
        diagnose({ ...NOTHING, ...evidence }).retryable,
        !TERMINAL.has(name),
        `${name}: ${title}`,
      );
    assert.deepEqual([...TERMINAL].sort(), [
      'claim-lost',
      'expectation',
      'killed',
      'missing-file',
      'missing-table',
      'permission',
      'schema-mismatch',
      'sql-analysis',
    ]);
  });

  it('leaves it to the error where only that knows', () => {
    const refused = raised('RefusedError', 'lake.bronze.orders has data, to load anew DROP TABLE', {
      retryable: false,
    });
    const found = diagnose({ ...NOTHING, ...refused });
    assert.equal(found.class, 'python-exception');
    assert.equal(found.retryable, false);
    assert.match(found.advice, /what the message says/);
    const unknown = { class: 'BrokenResult', message: 'no checksum', retryable: false };
    assert.equal(diagnose({ ...NOTHING, error: unknown }).retryable, false);
  });
});
