/** The `sparkwright` command as a user calls it, on the tests' cluster. */
import assert from 'node:assert/strict';
import { execa } from 'execa';
import { clusterEnvironment } from '../../local/environment.ts';
import { config } from './cluster.ts';

export interface Ended {
  exitCode?: number | undefined;
  stdout: string;
  stderr: string;
}

export interface Command {
  /** Resolves however it ends. */
  sparkwright: (...args: string[]) => Promise<Ended>;
  /** What a call that must succeed prints with `--json`. */
  json: <T>(...args: string[]) => Promise<T>;
}

/** @param env - variables over the cluster's own */
export function command(env: Record<string, string> = {}): Command {
  const variables = { ...clusterEnvironment(config), ...env };
  const sparkwright: Command['sparkwright'] = (...args) =>
    execa('node', ['bin/sparkwright.mjs', ...args], {
      env: variables,
      stdin: 'ignore',
      reject: false,
    });
  return {
    sparkwright,
    json: async <T>(...args: string[]): Promise<T> => {
      const { stdout, stderr, exitCode } = await sparkwright('--json', ...args);
      assert.equal(exitCode, 0, `${args.join(' ')}: ${stderr}`);
      return JSON.parse(stdout) as T;
    },
  };
}
