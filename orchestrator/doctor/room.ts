import type { ClusterState } from '../ports/ports.ts';
import { roomFor } from '../engine/admission/capacity.ts';
import { tooLarge } from '../engine/admission/reasons.ts';
import { fail, ok, type Check } from '../model/check.ts';
import { loadPipelines } from '../plan/load.ts';

const GIB = 1024;
/** The demand of a stage that sets none. */
const STANDARD = { driver: { cores: 1, memory: GIB }, executor: { cores: 2, memory: GIB } };

/** Checks that every stage fits the workers if they were idle. */
export function roomCheck(pipelines: string, state: () => Promise<ClusterState>): Check {
  return {
    name: 'room',
    run: async () => {
      const { workers } = await state();
      const loaded = await loadPipelines(pipelines).catch(() => []);
      const stages = loaded.flatMap(({ name, stages: own }) =>
        own.map((stage) => ({ name: `${name}.${stage.name}`, demand: stage.spark })),
      );
      const all = stages.length > 0 ? stages : [{ name: 'a stage by default', demand: STANDARD }];
      const large = all.filter(({ demand }) => roomFor(demand, workers, []) === 'never-fits');
      const [first] = large;
      if (!first) return ok(`every stage fits the workers (${all.length})`);
      const others = large.length > 1 ? `, as do ${large.length - 1} other stages` : '';
      return fail(
        `${first.name} ${tooLarge(first.demand)}${others}`,
        'Give it less, or add a larger worker: the stage would fail at once.',
      );
    },
  };
}
