import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { releaseHash } from '../hdfs/releases.ts';
import { fail, ok, type Check } from '../model/check.ts';
import { loadPipelines } from '../plan/load.ts';

/** Checks that the jobs folder has the bootstrap and every script of a pipeline. */
export function jobsCheck(folder: string, pipelines: string): Check {
  return {
    name: 'jobs',
    run: async () => {
      const release = await releaseHash(folder);
      // The check of pipelines reports their faults.
      const loaded = await loadPipelines(pipelines).catch(() => []);
      const named = loaded.flatMap(({ stages }) => stages.map(({ job }) => job));
      const missing: string[] = [];
      for (const script of new Set(['sparkwright/bootstrap.py', ...named]))
        await access(join(folder, script)).catch(() => missing.push(script));
      if (missing.length > 0)
        return fail(
          `${folder} lacks ${missing.join(', ')}`,
          'Put the scripts there, or fix the pipelines that name them.',
        );
      return ok(`${folder}, release ${release.slice(0, 12)}`);
    },
  };
}
