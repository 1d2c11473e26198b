import type { Moment } from './mortal.ts';

export const STAGES = ['ingest', 'transform', 'serve'] as const;

/** Every effect that a run has on the outside before it has stages. */
const PLANNING = ['releases.deploy', 'pipelines.version', 'runs.plan'];

/** Every effect of one stage, in their order. */
const STAGE = [
  'stages.admit',
  'attempts.intend',
  'files.writeSpec',
  'cluster.submit',
  'attempts.submitted',
  'attempts.ended',
  'attempts.commit',
];

/** The moments at which the orchestrator is killed: before and after each effect, for each stage. */
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

export function nameOf({ when, effect, stage }: Moment): string {
  return `${when} ${effect}${stage === undefined ? '' : ` of ${stage}`}`;
}
