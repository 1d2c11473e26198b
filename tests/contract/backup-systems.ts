/** Systems for tests of backup and restore: each has a store with an owner, and a fake HDFS. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { backUp, type BackupResult } from '../../orchestrator/backup/back-up.ts';
import { examineBackup } from '../../orchestrator/backup/examine.ts';
import type { BackupParts } from '../../orchestrator/backup/parts.ts';
import { restore, type RestoreResult } from '../../orchestrator/backup/restore.ts';
import { openFileTree } from '../../orchestrator/hdfs/file-tree.ts';
import { lakeFiles } from '../../orchestrator/hdfs/lake-files.ts';
import { Hdfs } from '../../orchestrator/hdfs/webhdfs.ts';
import { faultOf } from '../../orchestrator/lake/metadata.ts';
import { survey } from '../../orchestrator/lake/survey.ts';
import { Database } from '../../orchestrator/store/connect.ts';
import { openCopies } from '../../orchestrator/store/copies.ts';
import { Tree } from '../fakes/hdfs/tree.ts';
import { serveWebHdfs } from '../fakes/hdfs/webhdfs.ts';
import { createRole, emptyDatabase } from '../support/database.ts';

const FS = 'hdfs://127.0.0.1:8020';

export interface System {
  parts: BackupParts;
  /** Its HDFS, without HTTP. */
  files: Tree;
  config: pg.ClientConfig;
  database: Database;
  /** Rows of the store as sorted JSON, by table, without the lease. */
  rows(): Promise<Record<string, string[]>>;
  /** Files on HDFS: path -> base64. */
  content(): Record<string, string>;
}

export class Systems {
  readonly #close: (() => Promise<void>)[] = [];

  /** Creates a system with an empty database and the folders of a new HDFS. */
  async make(): Promise<System> {
    // As in a real system, the store's user owns its database and is no superuser.
    await createRole('keeper', 'keeper');
    const own = await emptyDatabase('keeper');
    const config = { connectionString: own.url('keeper').replace('keeper@', 'keeper:keeper@') };
    const files = new Tree();
    for (const folder of ['/data/bronze', '/jobs', '/sparkwright/attempts', '/tmp'])
      files.makeFolders(folder);
    const server = await serveWebHdfs(files);
    const database = new Database(config);
    this.#close.push(
      () => server.stop(),
      () => database.close(),
      () => own.remove(),
    );
    const hdfs = new Hdfs({ urls: [server.url], user: 'spark' });
    const tree = openFileTree(hdfs);
    return {
      files,
      config,
      database,
      parts: {
        tree,
        driversTree: tree,
        fs: FS,
        version: 'test',
        store: openCopies(config),
        survey: (folder) => survey(tree, folder),
        faultOf: (table) => faultOf(lakeFiles(hdfs), table),
      },
      rows: () => rowsOf(database),
      content: () => contentBelow(files, ''),
    };
  }

  async close(): Promise<void> {
    for (const close of this.#close) await close();
  }
}

let backups = 0;

export function backUpInto(
  folder: string,
  parts: BackupParts,
  signal = new AbortController().signal,
): Promise<BackupResult> {
  const id = `20261121-111636-${(backups += 1)}`;
  return backUp(parts, folder, { id, signal, onProgress: () => undefined });
}

/** Examines and restores, as the command does. */
export async function restoreFrom(
  folder: string,
  parts: BackupParts,
  signal = new AbortController().signal,
): Promise<RestoreResult> {
  const manifest = await examineBackup(parts, folder);
  return restore(parts, folder, manifest, { signal, onProgress: () => undefined });
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
