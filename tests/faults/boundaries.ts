import type { Moment } from './mortal.ts';

export const STAGES = ['ingest', 'transform', 'serve'] as const;

/** External effects of a run before it has stages. */
const PLANNING = ['releases.deploy', 'pipelines.version', 'runs.plan'];

/** External effects of a stage, in their order. */
const STAGE = [
  'stages.admit',
  'attempts.intend',
  'files.writeSpec',
  'cluster.submit',
  'attempts.submitted',
  'attempts.ended',
  'attempts.commit',
];

/** Before and after each effect, for each stage. */
export function moments(): Moment[] {
  const sides = (moment: Omit<Moment, 'when'>): Moment[] => [
    { ...moment, when: 'before' },
    { ...moment, when: 'after' },
  ];
  return [
    ...PLANNING.flatMap((effect) => sides({ effect })),
    ...STAGES.flatMap((stage) => STAGE.flatMap((effect) => sides({ effect, stage }))),
    ...sides({ effect: 'bookmark.write' }),
  ];
}

/** Effects of a stage that starts a session, in their order, between `files.writeSpec` and `cluster.submit`. */
const SESSION = [
  'sessions.intend',
  'sessions.files.writeSpec',
  'sessions.taken',
  'sessions.files.assign',
  'master.submit',
  'sessions.submitted',
];

/** Before and after each effect of a session, and of the end of one. */
export function sessionMoments(): Moment[] {
  return [...SESSION, 'sessions.closing', 'sessions.files.requestClose', 'sessions.closed'].flatMap(
    (effect) => (['before', 'after'] as const).map((when) => ({ when, effect })),
  );
}

export function nameOf({ when, effect, stage }: Moment): string {
  return `${when} ${effect}${stage === undefined ? '' : ` of ${stage}`}`;
}
