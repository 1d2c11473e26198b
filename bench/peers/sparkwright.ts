/** Sparkwright's orchestrator with a pipeline of the three stages for each session mode. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { startRun } from '../../orchestrator/cli/start-run.ts';
import { openClock } from '../../orchestrator/clock.ts';
import { SESSION_MODES, type SessionMode } from '../../orchestrator/model/session-mode.ts';
import { parsePipeline } from '../../orchestrator/plan/load.ts';
import { connection, Database } from '../../orchestrator/store/connect.ts';
import { openStore } from '../../orchestrator/store/store.ts';
import type { ClusterConfig } from '../../local/config.ts';
import { clusterEnvironment } from '../../local/environment.ts';
import type { Contender, Daemon } from './contender.ts';
import { memoryMiB } from './process-family.ts';

/** @param folder - where its files are put */
export async function startSparkwright(
  config: ClusterConfig,
  folder: string,
): Promise<Record<SessionMode, Contender> & { daemon: Daemon }> {
  const [pipelines, jobs] = [join(folder, 'pipelines'), join(folder, 'jobs')];
  await mkdir(pipelines, { recursive: true });
  await cp(join(config.root, 'jobs'), jobs, { recursive: true });
  await cp(join(import.meta.dirname, 'noop.py'), join(jobs, 'noop.py'));
  for (const mode of SESSION_MODES)
    await writeFile(join(pipelines, `three-${mode}.yaml`), yamlOf(mode));
  const env = {
    ...clusterEnvironment(config),
    SPARKWRIGHT_PIPELINES_DIR: pipelines,
    SPARKWRIGHT_JOBS_DIR: jobs,
    SPARKWRIGHT_LOG_LEVEL: 'warn',
  };
  const child = execa('node', ['local/first.mjs', 'orchestrator/main.ts', 'orchestrate'], {
    cwd: config.root,
    env,
    reject: false,
    all: true,
  });
  const url = clusterEnvironment(config).SPARKWRIGHT_STORE_URL ?? '';
  const passwordFile = clusterEnvironment(config).SPARKWRIGHT_STORE_PASSWORD_FILE ?? '';
  const database = new Database(await connection({ url, passwordFile }));
  const store = openStore(database);
  const inMode = (mode: SessionMode): Contender => ({
    run: async () => {
      const pipeline = parsePipeline(yamlOf(mode), `three-${mode}.yaml`);
      const world = { store, clock: openClock(), random: Math.random };
      const { id } = await startRun(world, pipeline, {});
      for (;;) {
        const run = await store.runs.get(id);
        if (run?.ended && run.state !== 'succeeded') throw new Error(`${id} ended ${run.state}`);
        if (run?.ended) return (run.ended.getTime() - run.created.getTime()) / 1000;
        await sleep(200);
      }
    },
  });
  return {
    none: inMode('none'),
    run: inMode('run'),
    warm: inMode('warm'),
    daemon: {
      memoryMiB: () => (child.pid === undefined ? 0 : memoryMiB(child.pid)),
      stop: async () => {
        child.kill('SIGINT');
        await child;
        await database.close();
      },
    },
  };
}

function yamlOf(mode: SessionMode): string {
  return `pipeline: three-${mode}
session: ${mode}
spark: { profile: short }
stages:
  first: { job: noop.py }
  second: { job: noop.py, after: [first] }
  third: { job: noop.py, after: [second] }
`;
}
