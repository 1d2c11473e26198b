/** The cost of a run on the embedded cluster, from the run store and the history server. */
import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';
import { z } from 'zod';
import { connection, Database } from '../orchestrator/store/connect.ts';
import type { Store } from '../orchestrator/ports/ports.ts';
import { openStore } from '../orchestrator/store/store.ts';
import type { ClusterConfig } from '../local/config.ts';
import { clusterEnvironment } from '../local/environment.ts';

/** In seconds. */
export interface RunCost {
  /** Sum over all tasks on executors. */
  executors: number;
  /** From the run's start to its end, by the store. */
  wall: number;
  /** Executor seconds by stage. */
  stages: Record<string, number>;
}

/** The history server scans for new event logs every few seconds. */
const PATIENCE_MS = 120_000;

const executors = z.array(z.object({ totalDuration: z.number() }));

/** @throws Error if the run has not ended, or the history server does not know one of its applications */
export async function costOf(config: ClusterConfig, id: string): Promise<RunCost> {
  return withStore(config, async (store) => {
    const stages: Record<string, number> = {};
    for (const { stage, application } of await store.attempts.of(id))
      stages[stage] = application === null ? 0 : await executorSeconds(config, application);
    const sum = Object.values(stages).reduce((a, b) => a + b, 0);
    return { executors: sum, wall: await wallIn(store, id), stages };
  });
}

/** Seconds from a run's start to its end. @throws Error if it has not ended */
export function wallOf(config: ClusterConfig, id: string): Promise<number> {
  return withStore(config, (store) => wallIn(store, id));
}

async function wallIn(store: Store, id: string): Promise<number> {
  const run = await store.runs.get(id);
  if (!run?.started || !run.ended) throw new Error(`${id} has not ended`);
  return (run.ended.getTime() - run.started.getTime()) / 1000;
}

async function withStore<T>(config: ClusterConfig, ask: (store: Store) => Promise<T>): Promise<T> {
  const env = clusterEnvironment(config);
  const url = env.SPARKWRIGHT_STORE_URL ?? '';
  const passwordFile = env.SPARKWRIGHT_STORE_PASSWORD_FILE ?? '';
  const database = new Database(await connection({ url, passwordFile }));
  try {
    return await ask(openStore(database));
  } finally {
    await database.close();
  }
}

async function executorSeconds(config: ClusterConfig, application: string): Promise<number> {
  const url = `http://127.0.0.1:${config.ports.history}/api/v1/applications/${application}/allexecutors`;
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const { status, data } = await axios.get<unknown>(url, { validateStatus: () => true });
    if (status === 200)
      return executors.parse(data).reduce((sum, each) => sum + each.totalDuration, 0) / 1000;
    if (performance.now() > deadline)
      throw new Error(`the history server does not know ${application}: HTTP status ${status}`);
    await sleep(1000);
  }
}
