/** The `sparkwright` command as a process of its own, in a folder of its own, beside a fake cluster and a real store. */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { Store } from '../../orchestrator/engine/ports.ts';
import { Database } from '../../orchestrator/store/connect.ts';
import { leadsUntil } from '../../orchestrator/store/leader.ts';
import { migrate } from '../../orchestrator/store/migrate.ts';
import { openStore } from '../../orchestrator/store/store.ts';
import { fakeCluster, type FakeCluster } from '../fakes/cluster.ts';
import type { Play } from '../fakes/driver/play.ts';
import { throwawayPostgres } from '../integration/throwaway-postgres.ts';

const BIN = resolve('bin/sparkwright.mjs');

export interface Answer {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

export interface Place {
  /** Runs the command in the place's folder; its stdin is empty, its output goes through pipes. */
  sparkwright(args: string[], env?: Record<string, string>): Promise<Answer>;
  /** The one document that a command prints with --json. */
  json(args: string[]): Promise<Record<string, unknown>>;
  /** Starts `sparkwright orchestrate`, and resolves once it leads. */
  orchestrate(): Promise<{ stop(): Promise<number | undefined> }>;
  write(file: string, text: string): Promise<void>;
  folder: string;
  store: Store;
  cluster: FakeCluster;
  close(): Promise<void>;
}

/** Makes the folder with its sparkwright.yaml, and no pipelines yet. */
export async function cliPlace(play: Play): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'sparkwright-cli-'));
  const postgres = await throwawayPostgres();
  const restKey = randomBytes(32).toString('base64url');
  const cluster = await fakeCluster({ restKey, play });
  const config = { connectionString: postgres.url() };
  await migrate(config);
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

  const start = (args: string[], env: Record<string, string> = {}) =>
    execa('node', [BIN, ...args], {
      cwd: folder,
      // As in a CI, where some packages would colour what goes into a pipe.
      env: { SPARKWRIGHT_HOME: join(folder, 'home'), CI: 'true', ...env },
      stdin: 'ignore',
      reject: false,
    });
  const sparkwright: Place['sparkwright'] = async (args, env) => {
    const { exitCode, stdout, stderr } = await start(args, env);
    return { exitCode, stdout, stderr };
  };
  return {
    ...{ sparkwright, write, folder, cluster, store: openStore(database) },
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
          return (await child).exitCode;
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
