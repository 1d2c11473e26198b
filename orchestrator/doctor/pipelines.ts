/** Pipelines, and what they name in the configuration. */
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
        ? warn(`${folder} has none`, 'Put a pipeline file there: docs/pipelines.md')
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
      return ok(words.join(', ') || 'none are set, and none is needed');
    },
  };
}

/** `spark-defaults.conf`, and each profile that a stage names. */
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

/** That a file has faults is said once, by the check of pipelines. */
function readable(folder: string) {
  return loadPipelines(folder).catch(() => []);
}
