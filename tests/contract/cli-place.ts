/** The `sparkwright` command in a folder of its own, beside a fake cluster and a real store. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { Store } from '../../orchestrator/ports/ports.ts';
import { Database } from '../../orchestrator/store/connect.ts';
import { leadsUntil } from '../../orchestrator/store/leader.ts';
import { openStore } from '../../orchestrator/store/store.ts';
import { fakeCluster, type FakeCluster } from '../fakes/cluster.ts';
import type { Play } from '../fakes/driver/play.ts';
import { sparkwrightHere, type Answer } from '../support/cli.ts';
import { storeDatabase } from '../support/database.ts';

const BIN = resolve('bin/sparkwright.mjs');

export interface Orchestrator {
  /** Interrupts it. @throws if its exit code is not 0 */
  stop(): Promise<void>;
}

export interface Place {
  /** Runs the command in this process. */
  sparkwright(args: string[], env?: Record<string, string>): Promise<Answer>;
  /** Runs the command as a process, with an empty stdin and with pipes for its output. */
  spawned(args: string[], env?: Record<string, string>): Promise<Answer>;
  /** Runs the command in this process with --json, and parses the document that it prints. */
  json(args: string[]): Promise<Record<string, unknown>>;
  /** Spawns `sparkwright orchestrate`, and resolves once it leads. */
  orchestrate(): Promise<Orchestrator>;
  /** Deletes all runs, so that a test sees only its own. */
  forgetRuns(): Promise<void>;
  write(file: string, text: string): Promise<void>;
  folder: string;
  /** The superuser's URL of the store. */
  storeUrl: string;
  store: Store;
  cluster: FakeCluster;
  close(): Promise<void>;
}

/** Creates the folder with a sparkwright.yaml, and no pipelines yet. */
export async function cliPlace(play: Play): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'sparkwright-cli-'));
  const postgres = await storeDatabase();
  const restKey = randomBytes(32).toString('base64url');
  const cluster = await fakeCluster({ restKey, play });
  const config = { connectionString: postgres.url() };
  const database = new Database(config);

  const write = async (file: string, text: string) => {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  };
  await write('secrets/store', 'throwaway\n');
  await write('secrets/rest', `${restKey}\n`);
  await write('profiles/spark-defaults.conf', '');
  await write(
    'sparkwright.yaml',
    `spark: { rest_urls: ${cluster.restUrls.join()}, ui_urls: ${cluster.uiUrls.join()}, rest_secret_file: secrets/rest, profiles_dir: profiles }
hdfs: { urls: ${cluster.hdfsUrls.join()} }
store: { url: '${postgres.url().replace(/:[^:@]*@/, '@')}', password_file: secrets/store }
listen: 127.0.0.1:0
callback_url: ''
kill_patience: 10s
`,
  );

  const home = { SPARKWRIGHT_HOME: join(folder, 'home') };
  const start = (args: string[], env: Record<string, string> = {}) =>
    execa('node', [BIN, ...args], {
      cwd: folder,
      // In a CI, some packages would colour output into a pipe.
      env: { ...home, CI: 'true', ...env },
      stdin: 'ignore',
      reject: false,
    });
  const sparkwright: Place['sparkwright'] = (args, env) =>
    sparkwrightHere(args, { folder, env: { ...home, ...env } });
  return {
    sparkwright,
    spawned: async (args, env) => {
      const { exitCode, stdout, stderr } = await start(args, env);
      return { exitCode, stdout, stderr };
    },
    write,
    folder,
    cluster,
    store: openStore(database),
    forgetRuns: async () => {
      await database.query('truncate run cascade');
    },
    storeUrl: postgres.url(),
    json: async (args) => {
      const { stdout, stderr } = await sparkwright(['--json', ...args]);
      try {
        return JSON.parse(stdout) as Record<string, unknown>;
      } catch (cause) {
        throw new Error(`this is no JSON: ${stdout}\n${stderr}`, { cause });
      }
    },
    orchestrate: async () => {
      const child = start(['orchestrate']);
      while ((await leadsUntil(database)) === null) {
        if (child.exitCode !== null) throw new Error(`it ended: ${(await child).stderr}`);
        await sleep(50);
      }
      return {
        stop: async () => {
          child.kill('SIGINT');
          const { exitCode, stderr } = await child;
          assert.equal(exitCode, 0, stderr);
        },
      };
    },
    close: async () => {
      await database.close();
      await cluster.close();
      await postgres.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
