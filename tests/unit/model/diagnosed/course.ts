import { NO_RESULT, raised, type Case } from './evidence.ts';

/** Attempts that the engine, the attempt protocol or the job's own code ended. */
export const COURSE: readonly Case[] = [
  ['timeout', 'the engine killed it', { killedFor: 'timeout', driver: 'KILLED' }],
  ['starved', 'the engine killed it', { killedFor: 'starved', driver: 'KILLED' }],
  ['killed', 'a user killed it', { killedFor: 'kill', driver: 'KILLED' }],
  [
    'expectation',
    'rows failed it',
    raised('ExpectationError', "lake.x: 'paid' (amount > 0) fails for 4 of 9 rows", {
      retryable: false,
    }),
  ],
  [
    'claim-lost',
    'a driver came back',
    raised('ClaimLost', 'the orchestrator gave it up: cut off', { retryable: false }),
  ],
  [
    'main-moved',
    'another attempt published first',
    raised('MainMovedError', 'lake.gold.x is at snapshot 7, and was at 6'),
  ],
  [
    'submission-lost',
    'the request never arrived',
    { error: { class: 'SubmissionLost', message: 'given up', retryable: true }, driver: 'absent' },
  ],
  ['python-exception', "the job's own error", raised('ValueError', 'order 7 has no branch')],
  ['unknown', 'no result and no log', NO_RESULT],
  ['unknown', 'not even an error', { driver: 'FINISHED' }],
];
