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
 * Runs a notebook's server until it ends or `stop` says so, and then whatever of it is left: kernels, and the JVMs of their
 * Spark sessions.
 * @param ready - called once it answers
 * @throws Error when it ends unasked
 */
export async function serveNotebook(
  config: ClusterConfig,
  { command, args, env, cwd }: Launch,
  stop: AbortSignal,
  ready: () => void,
): Promise<void> {
  // Not in our group: a terminal's Ctrl-C is ours alone, so that Jupyter ends its kernels before they are cut off.
  const server = spawn(command, args, {
    cwd,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...passedOn(), ...env, [HOME_MARK]: config.home },
  });
  const ended = once(server, 'exit');
  const over = new AbortController();
  const asked = AbortSignal.any([stop, over.signal]);
  try {
    const told = answering(config, asked).then((answers) => {
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
    await told;
  } finally {
    await end(marked(NOTEBOOK_MARK, config.home), STRAY_GRACE_MS);
  }
}

/** Resolves once the server answers; with false if it is not waited for any more. */
async function answering(config: ClusterConfig, asked: AbortSignal): Promise<boolean> {
  while (!asked.aborted) {
    const answers = await ask(`http://127.0.0.1:${config.ports.notebook}/login`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answers) return true;
    await sleep(200);
  }
  return false;
}
