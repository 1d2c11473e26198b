/** Systems to back up and to restore: a store of its own user, and a fake HDFS, each. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { backUp, type BackedUp } from '../../orchestrator/backup/back-up.ts';
import { examineBackup } from '../../orchestrator/backup/examine.ts';
import type { BackupParts } from '../../orchestrator/backup/parts.ts';
import { restore, type Restored } from '../../orchestrator/backup/restore.ts';
import { openFileTree } from '../../orchestrator/hdfs/file-tree.ts';
import { Hdfs } from '../../orchestrator/hdfs/webhdfs.ts';
import { survey } from '../../orchestrator/lake/survey.ts';
import { Database } from '../../orchestrator/store/connect.ts';
import { openCopies } from '../../orchestrator/store/copies.ts';
import { Tree } from '../fakes/hdfs/tree.ts';
import { serveWebHdfs } from '../fakes/hdfs/webhdfs.ts';
import { throwawayPostgres, type ThrowawayPostgres } from '../integration/throwaway-postgres.ts';

export const FS = 'hdfs://127.0.0.1:8020';

export interface System {
  parts: BackupParts;
  /** Its HDFS, to look at and change without HTTP. */
  files: Tree;
  config: pg.ClientConfig;
  database: Database;
  /** Every row of every table of the store but its lease, by table, as JSON in the order of its text. */
  rows(): Promise<Record<string, string[]>>;
  /** What HDFS has: path and content. */
  content(): Record<string, string>;
}

export class Systems {
  readonly #postgres: ThrowawayPostgres;
  readonly #close: (() => Promise<void>)[] = [];
  #made = 0;

  private constructor(postgres: ThrowawayPostgres) {
    this.#postgres = postgres;
  }

  static async open(): Promise<Systems> {
    const postgres = await throwawayPostgres();
    const systems = new Systems(postgres);
    // As in a real system, the store's user owns its database and is no superuser.
    await systems.#asSuperuser(`create role keeper login password 'keeper'`);
    return systems;
  }

  /** With an empty database, and the folders that a new HDFS has. */
  async make(): Promise<System> {
    const name = `store_${(this.#made += 1)}`;
    await this.#asSuperuser(`create database ${name} owner keeper`);
    const config = {
      connectionString: this.#postgres.url(name, 'keeper').replace('keeper@', 'keeper:keeper@'),
    };
    const files = new Tree();
    for (const folder of ['/data/bronze', '/jobs', '/sparkwright/attempts', '/tmp'])
      files.makeFolders(folder);
    const server = await serveWebHdfs(files);
    const database = new Database(config);
    this.#close.push(
      () => server.stop(),
      () => database.close(),
    );
    const tree = openFileTree(new Hdfs({ urls: [server.url], user: 'spark' }));
    return {
      ...{ files, config, database },
      parts: {
        ...{ tree, driversTree: tree, fs: FS, version: 'test', store: openCopies(config) },
        survey: (folder) => survey(tree, folder),
      },
      rows: () => rowsOf(database),
      content: () => contentBelow(files, ''),
    };
  }

  async close(): Promise<void> {
    for (const close of this.#close) await close();
    await this.#postgres.remove();
  }

  async #asSuperuser(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.#postgres.url() });
    await client.connect();
    await client.query(sql);
    await client.end();
  }
}

let backups = 0;

export function backUpInto(
  folder: string,
  parts: BackupParts,
  signal = new AbortController().signal,
): Promise<BackedUp> {
  const id = `20261121-111636-${(backups += 1)}`;
  return backUp(parts, folder, { id, signal, tell: () => undefined });
}

/** As the command does it. */
export async function restoreFrom(
  folder: string,
  parts: BackupParts,
  signal = new AbortController().signal,
): Promise<Restored> {
  const manifest = await examineBackup(parts, folder);
  return restore(parts, folder, manifest, { signal, tell: () => undefined });
}

export async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sparkwright-backup-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function rowsOf(database: Database): Promise<Record<string, string[]>> {
  const { rows: tables } = await database.query<{ name: string }>(
    `select relname::text as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'lease' order by 1`,
  );
  const all: Record<string, string[]> = {};
  for (const { name } of tables) {
    const { rows } = await database.query<{ row: string }>(
      `select (to_jsonb(t) - 'run_on')::text as row from ${name} t order by 1`,
    );
    all[name] = rows.map(({ row }) => row);
  }
  return all;
}

function contentBelow(files: Tree, folder: string): Record<string, string> {
  const found = files.list(folder === '' ? '/' : folder).flatMap(({ pathSuffix, type }) => {
    const path = `${folder}/${pathSuffix}`;
    if (type === 'DIRECTORY') return Object.entries(contentBelow(files, path));
    return [[path, files.read(path).toString('base64')] as const];
  });
  return Object.fromEntries(found);
}
