import { TerminalError } from '../model/errors.ts';
import type { Pipeline } from '../model/pipeline.ts';

/**
 * Refuses pipelines of which a stage takes a place of a pool that is not there.
 *
 * @param pools - name -> places
 * @throws TerminalError naming every such stage
 */
export function checkPools(
  pipelines: Iterable<Pick<Pipeline, 'name' | 'stages'>>,
  pools: Readonly<Record<string, number>>,
): void {
  const lost = [...pipelines].flatMap(({ name, stages }) =>
    stages.flatMap((stage) =>
      stage.pool === null || Object.hasOwn(pools, stage.pool)
        ? []
        : [`stages.${stage.name}.pool of the pipeline ${name}: there is no pool ${stage.pool}`],
    ),
  );
  if (lost.length === 0) return;
  const known = Object.keys(pools);
  throw new TerminalError(lost.join('\n'), {
    mend: `${known.length > 0 ? `The pools are ${known.join(', ')}` : 'There are no pools'}; add it to them, or name another.`,
  });
}
