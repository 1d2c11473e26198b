import { ABORTED, DISASSOCIATED, NO_RESULT, logged, raised, type Case } from './evidence.ts';

/** Memory and disks that ran out; executors and workers that were lost. */
export const RESOURCES: readonly Case[] = [
  [
    'executor-out-of-memory',
    'in a task',
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
    'only in the traceback',
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
  ['executor-lost', 'its connection is lost', raised('Py4JJavaError', DISASSOCIATED)],
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
    'every executor is lost',
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
    'on the worker that launches the driver',
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
    'in a task that spills',
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
];
