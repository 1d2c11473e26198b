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

describe('of several things that are told, a diagnosis', () => {
  for (const [name, title, evidence] of PRECEDENCE)
    it(`puts ${title} (${name})`, () => {
      assert.equal(diagnose({ ...NOTHING, ...evidence }).class, name);
    });
});
