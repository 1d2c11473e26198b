import { spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { identify, type Identity } from '../../orchestrator/lock/identity.ts';
import type { ClusterConfig } from '../config.ts';
import { folders } from '../folders.ts';
import type { Launch } from '../services/service.ts';
import { HOME_MARK } from './family.ts';
import { rotate } from './log.ts';
import { record } from './record.ts';

/** Environment variables that a daemon inherits. Any other could change its behaviour, or leak. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TMPDIR'];

/** A started daemon, and the offset of this start in its log. */
export interface Started {
  identity: Identity;
  log: string;
  logFrom: number;
}

/**
 * Starts a daemon in a session of its own, so that it outlives this process, and records it.
 * @throws Error if the program can't be started at all
 */
export async function startDaemon(
  config: ClusterConfig,
  name: string,
  launch: Launch,
): Promise<Started> {
  const log = logFile(config, name);
  mkdirSync(folders(config).logs, { recursive: true });
  rotate(log);
  const output = openSync(log, 'a');
  const logFrom = fstatSync(output).size;
  try {
    const { command, args, env, cwd, uid, gid } = launch;
    const child = spawn(command, args, {
      cwd,
      detached: true,
      stdio: ['ignore', output, output],
      env: { ...passedOn(), ...env, [HOME_MARK]: config.home },
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
    const pid = child.pid;
    const identity = pid === undefined ? undefined : identify(pid);
    if (identity !== undefined) record(folders(config).run, name, identity);
    await new Promise((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    // A daemon that has died already has no identity; pid 0 never lives.
    return { identity: identity ?? { pid: 0, started: '' }, log, logFrom };
  } catch (error) {
    throw new Error(`${name} can't be started: ${launch.command} does not run`, { cause: error });
  } finally {
    closeSync(output);
  }
}

/** The log of a service. */
function logFile(config: Pick<ClusterConfig, 'home'>, name: string): string {
  return join(folders(config).logs, `${name}.log`);
}

/** The part of our environment that programs of the cluster inherit. */
export function passedOn(): Record<string, string> {
  return Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
