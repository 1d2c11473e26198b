import assert from 'node:assert/strict';
import { diagnose } from '../../../orchestrator/model/diagnose.ts';
import {
  DISASSOCIATED,
  NOTHING,
  NO_RESULT,
  RECOVERED,
  logged,
  raised,
  type Case,
} from './diagnosed/evidence.ts';

const PRECEDENCE: readonly Case[] = [
  [
    'executor-out-of-memory',
    "an executor's own log before its loss",
    { ...raised('Py4JJavaError', DISASSOCIATED), ...RECOVERED },
  ],
  [
    'executor-out-of-memory',
    "an executor's own log before an inconclusive error of the JVM",
    { ...raised('Py4JJavaError', 'SparkException: Job aborted.'), ...RECOVERED },
  ],
  [
    'executor-out-of-memory',
    "an executor's error in the driver's log before the driver's own memory",
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
    'a conclusive error before a log',
    {
      ...raised('Py4JJavaError', 'PSQLException: FATAL: the database system is shutting down'),
      ...RECOVERED,
    },
  ],
  [
    'python-exception',
    "the job's own error before a log",
    { ...raised('ValueError', 'boom'), ...RECOVERED },
  ],
  [
    'python-exception',
    'the last error before one that the job caught',
    raised('ValueError', 'boom', {
      traceback:
        'AnalysisException: [TABLE_OR_VIEW_NOT_FOUND] x\n\nDuring handling of the above exception, another exception occurred:\n\nValueError: boom\n',
    }),
  ],
  [
    'missing-table',
    'the cause before the error that was raised from it',
    raised('ValueError', 'boom', {
      traceback:
        'AnalysisException: [TABLE_OR_VIEW_NOT_FOUND] x\n\nThe above exception was the direct cause of the following exception:\n\nValueError: boom\n',
    }),
  ],
  [
    'timeout',
    "the engine's kill before a log",
    { killedFor: 'timeout', driver: 'KILLED', ...RECOVERED },
  ],
  [
    'main-moved',
    'the class of an error before its message',
    raised('MainMovedError', 'AccessControlException'),
  ],
  ['unknown', 'nothing first if the worker is alive', { ...NO_RESULT, driver: 'ERROR' }],
  [
    'unknown',
    'nothing first if the worker is in an unknown state',
    { ...NO_RESULT, driver: 'ERROR', workerAlive: null },
  ],
];

describe('a diagnosis with several signs', () => {
  for (const [name, title, evidence] of PRECEDENCE)
    it(`puts ${title}: ${name}`, () => {
      assert.equal(diagnose({ ...NOTHING, ...evidence }).class, name);
    });
});
