import type { Pipeline, When } from '../../../orchestrator/model/pipeline.ts';
import { SESSION_MODES } from '../../../orchestrator/model/session-mode.ts';
import { parsePipeline } from '../../../orchestrator/plan/load.ts';
import type { Universe } from './universe.ts';

/** A random pipeline: a DAG of up to six stages, the first of which loads a source. */
export function randomPipeline(universe: Universe, name: string): Pipeline {
  const { random } = universe;
  const count = random.int(1, 6);
  const stages = Array.from({ length: count }, (_, index) => {
    const after = Array.from({ length: index }, (_, i) => `s${i}`).filter(() =>
      universe.chance(0.45),
    );
    const when: When | undefined = universe.pick([
      'all-succeeded',
      'all-succeeded',
      'all-done',
      'any-failed',
    ]);
    return {
      [`s${index}`]: {
        job: 'job.py',
        after,
        ...(after.length > 0 ? { when } : {}),
        ...(index === 0 ? { sources: [name] } : {}),
        ...(universe.chance(0.2)
          ? { pool: 'narrow', places: universe.pick([1, 1, 2, 'all']) }
          : {}),
        timeout: random.int(20, 90),
        retries: { limit: random.int(0, 3), backoff: '2s', max: '10s' },
        spark: { executor: { cores: random.int(1, 2), count: random.int(1, 2) } },
      },
    };
  });
  const overlap = universe.pick(['skip', 'queue']);
  const catchup = universe.pick(['none', 'latest', 'all']);
  const file = {
    pipeline: name,
    sources: { [name]: { kind: 'xid', tables: { rows: 'lake.bronze.rows' } } },
    ...(universe.chance(0.7) ? { schedule: { cron: '* * * * *', overlap, catchup } } : {}),
    ...(universe.chance(0.3) ? { run_timeout: random.int(60, 240) } : {}),
    priority: random.int(0, 2),
    session: universe.pick(SESSION_MODES),
    stages: Object.assign({}, ...stages) as object,
  };
  return parsePipeline(JSON.stringify(file), `${name}.yaml`);
}
