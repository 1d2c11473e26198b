import { TerminalError } from '../model/errors.ts';
import type { Pipeline, Stage } from '../model/pipeline.ts';

/**
 * Refuses pipelines of which a stage takes places of a pool that is not there, or that has not as many.
 *
 * @param pools - name -> places
 * @throws TerminalError naming every such stage
 */
export function checkPools(
  pipelines: Iterable<Pick<Pipeline, 'name' | 'stages'>>,
  pools: Readonly<Record<string, number>>,
): void {
  const lost = [...pipelines].flatMap(({ name, stages }) =>
    stages.flatMap((stage) => faultsOf(name, stage, pools)),
  );
  if (lost.length === 0) return;
  const known = Object.keys(pools);
  throw new TerminalError(lost.join('\n'), {
    mend: `${known.length > 0 ? `The pools are ${known.map((pool) => `${pool} of ${pools[pool] ?? 0}`).join(', ')}` : 'There are no pools'}; change \`pools\` in sparkwright.yaml, or what the stage says.`,
  });
}

function faultsOf(
  pipeline: string,
  { name, pool, places }: Stage,
  pools: Readonly<Record<string, number>>,
): string[] {
  if (pool === null) return [];
  const has = Object.hasOwn(pools, pool) ? (pools[pool] ?? 0) : null;
  const at = (field: string) => `stages.${name}.${field} of the pipeline ${pipeline}`;
  if (has === null) return [`${at('pool')}: there is no pool ${pool}`];
  if (places === null || places <= has) return [];
  return [
    `${at('places')}: the pool ${pool} has ${has}, and not ${places}; write all for all of them`,
  ];
}
