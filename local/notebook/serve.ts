import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterConfig } from '../config.ts';
import { passedOn } from '../process/daemon.ts';
import { end, HOME_MARK, marked } from '../process/family.ts';
import { ask } from '../services/ask.ts';
import type { Launch } from '../services/service.ts';
import { NOTEBOOK_MARK } from './launch.ts';

/** Jupyter gives a kernel 5 s to end by itself. */
const GRACE_MS = 15_000;
const STRAY_GRACE_MS = 5_000;

/**
 * Runs a notebook's server until it ends or `stop` aborts. Then ends its remaining processes: kernels, and the JVMs of
 * their Spark sessions.
 * @param ready - called once it answers
 * @throws Error if it ends by itself
 */
export async function serveNotebook(
  config: ClusterConfig,
  { command, args, env, cwd }: Launch,
  stop: AbortSignal,
  ready: () => void,
): Promise<void> {
  // In a group of its own, so that Ctrl-C reaches us only, and Jupyter ends its kernels in order.
  const server = spawn(command, args, {
    cwd,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...passedOn(), ...env, [HOME_MARK]: config.home },
  });
  const ended = once(server, 'exit');
  const over = new AbortController();
  const signal = AbortSignal.any([stop, over.signal]);
  try {
    const readiness = answering(config, signal).then((answers) => {
      if (answers) ready();
    });
    await Promise.race([
      ended,
      new Promise((resolve) => {
        stop.addEventListener('abort', resolve);
      }),
    ]);
    over.abort();
    if (!stop.aborted) throw new Error('JupyterLab has ended: see above');
    server.kill('SIGTERM');
    await Promise.race([ended, sleep(GRACE_MS, undefined, { ref: false })]);
    await readiness;
  } finally {
    await end(marked(NOTEBOOK_MARK, config.home), STRAY_GRACE_MS);
  }
}

/** Resolves to true once the server answers; to false if the wait is aborted. */
async function answering(config: ClusterConfig, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const answers = await ask(`http://127.0.0.1:${config.ports.notebook}/login`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answers) return true;
    await sleep(200);
  }
  return false;
}
