/** The `sparkwright` command as a process, on the tests' cluster. */
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
  /** Resolves with any exit code. */
  sparkwright: (...args: string[]) => Promise<Ended>;
  /** Parses the document that the call prints with `--json`. @throws if the call fails */
  json: <T>(...args: string[]) => Promise<T>;
}

/** @param env - overrides variables of the cluster */
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
