import { NO_RESULT, raised, type Case } from './evidence.ts';

/** What the engine, the attempt's own protocol or the job's code ended. */
export const COURSE: readonly Case[] = [
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
  ['python-exception', "the job's own", raised('ValueError', 'order 7 has no branch')],
  ['unknown', 'not a word', NO_RESULT],
  ['unknown', 'not even an error', { driver: 'FINISHED' }],
];
