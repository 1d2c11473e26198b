import type { ClusterState } from '../engine/ports.ts';
import { roomFor } from '../engine/room.ts';
import { tooLarge } from '../engine/words.ts';
import { fail, ok, type Check } from '../model/check.ts';
import { loadPipelines } from '../plan/load.ts';

const GIB = 1024;
/** What a stage asks for that asks for nothing. */
const STANDARD = { driver: { cores: 1, memory: GIB }, executor: { cores: 2, memory: GIB } };

/** Every stage fits the workers, were they idle. */
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
        'Its stage would fail at once.',
      );
    },
  };
}
