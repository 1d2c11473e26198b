import { TerminalError } from '../model/errors.ts';
import type { Pipeline, Stage } from '../model/pipeline.ts';
import type { Fault } from './fault.ts';

type Pools = Readonly<Record<string, number>>;

/**
 * Checks that the pools that stages name exist and have enough places.
 *
 * @param pools - number of places by pool
 * @throws TerminalError that names every stage with a fault
 */
export function checkPools(
  pipelines: Iterable<Pick<Pipeline, 'name' | 'stages'>>,
  pools: Pools,
): void {
  const faults = [...pipelines].flatMap(({ name, stages }) =>
    stages
      .flatMap((stage) => faultsOf(stage, pools))
      .map(({ path, message }) => `${path.join('.')} of the pipeline ${name}: ${message}`),
  );
  if (faults.length > 0) throw new TerminalError(faults.join('\n'), { hint: hint(pools) });
}

/** Finds the same faults in one pipeline; each message includes the hint. */
export function poolFaults({ stages }: Pick<Pipeline, 'stages'>, pools: Pools): Fault[] {
  return stages
    .flatMap((stage) => faultsOf(stage, pools))
    .map(({ path, message }) => ({ path, message: `${message}. ${hint(pools)}` }));
}

function faultsOf({ name, pool, places }: Stage, pools: Pools): Fault[] {
  if (pool === null) return [];
  const available = Object.hasOwn(pools, pool) ? (pools[pool] ?? 0) : null;
  if (available === null)
    return [{ path: ['stages', name, 'pool'], message: `there is no pool ${pool}` }];
  if (places === null || places <= available) return [];
  return [
    {
      path: ['stages', name, 'places'],
      message: `the pool ${pool} has ${available} places, not ${places}; write all to take all of them`,
    },
  ];
}

function hint(pools: Pools): string {
  const known = Object.entries(pools).map(([pool, places]) => `${pool} (places: ${places})`);
  const list = known.length > 0 ? `The pools are ${known.join(', ')}` : 'There are no pools';
  return `${list}; change \`pools\` in sparkwright.yaml, or change the stage.`;
}
