/** Checks of pipelines, and of the pools and profiles that they name. */
import { ok, warn, type Check } from '../model/check.ts';
import { loadPipelines } from '../plan/load.ts';
import { checkPools } from '../plan/pools.ts';
import { readProfile } from '../spark/profiles.ts';

export function pipelinesCheck(folder: string): Check {
  return {
    name: 'pipelines',
    run: async () => {
      const found = await loadPipelines(folder);
      const names = found.map(({ name }) => name).join(', ');
      return found.length === 0
        ? warn(`${folder} has no pipelines`, 'Put a pipeline file there: docs/pipelines.md')
        : ok(`${folder}: ${names}`);
    },
  };
}

export function poolsCheck(folder: string, pools: Readonly<Record<string, number>>): Check {
  return {
    name: 'pools',
    run: async () => {
      checkPools(await readable(folder), pools);
      const words = Object.entries(pools).map(([name, places]) => `${name} of ${places}`);
      return ok(words.join(', ') || 'none is configured, none is needed');
    },
  };
}

/** Checks `spark-defaults.conf` and each profile of a stage. */
export function profilesCheck(folder: string, pipelines: string): Check {
  return {
    name: 'profiles',
    run: async () => {
      const stages = (await readable(pipelines)).flatMap((pipeline) => pipeline.stages);
      const named = [...new Set(stages.flatMap(({ spark }) => spark.profile ?? []))];
      for (const profile of [null, ...named]) await readProfile(folder, profile);
      return ok(['spark-defaults', ...named].map((name) => `${name}.conf`).join(', '));
    },
  };
}

/** Empty if a file has faults: the check of pipelines reports them. */
function readable(folder: string) {
  return loadPipelines(folder).catch(() => []);
}
