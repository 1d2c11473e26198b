/** Reads the tests' cluster from outside: the database, HDFS, the master's page, the run store. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseRows, GOLD_TABLES, goldRows, databaseRowCounts } from '../../local/demo/gold.ts';
import { clusterEnvironment } from '../../local/environment.ts';
import { openAttemptFiles } from '../../orchestrator/hdfs/attempt-files.ts';
import { openBookmarks } from '../../orchestrator/hdfs/bookmarks.ts';
import { lakeFiles } from '../../orchestrator/hdfs/lake-files.ts';
import { Hdfs } from '../../orchestrator/hdfs/webhdfs.ts';
import type { TableFacts } from '../../orchestrator/ports/lake.ts';
import { openLake } from '../../orchestrator/lake/lake.ts';
import type { Attempt } from '../../orchestrator/model/attempt.ts';
import { openCluster } from '../../orchestrator/spark/cluster.ts';
import { readMaster } from '../../orchestrator/spark/master.ts';
import { connection, Database } from '../../orchestrator/store/connect.ts';
import { openStore } from '../../orchestrator/store/store.ts';
import { backfill } from '../../retailapp/backfill.ts';
import { connectionFrom } from '../../retailapp/environment.ts';
import { config } from './cluster.ts';

const env = clusterEnvironment(config);
const webhdfs = `http://127.0.0.1:${config.ports.namenodeHttp}`;

export const hdfs = new Hdfs({ urls: [webhdfs], user: 'orchestrator' });
export const bookmarks = openBookmarks(hdfs);
export const attemptFiles = openAttemptFiles(hdfs, env.SPARKWRIGHT_HDFS_FS ?? '', 'lake');
export const master = () => readMaster([`http://127.0.0.1:${config.ports.masterUi}`]);

let seed = 1;

/** Adds new orders to the database. @returns the number of rows that each table got */
export async function addOrders(orders: number): Promise<{ orders: number; history: number }> {
  const variables = { ...env, SPARKWRIGHT_POSTGRES_PORT: String(config.ports.postgres) };
  // Few days, because bronze gets a file for each day of each load.
  return backfill({ connection: await connectionFrom(variables), orders, seed: seed++, days: 3 });
}

/** Asserts that every row of the database is in bronze once. */
export async function assertLoaded(): Promise<void> {
  assert.deepEqual(
    [await bronzeRows('orders'), await bronzeRows('ordershistory')],
    await databaseRowCounts(config),
    'rows in bronze, and in the database',
  );
}

/** Asserts that every row is in bronze once, and that gold equals the same query on the database. */
export async function assertExact(): Promise<void> {
  await assertLoaded();
  for (const table of GOLD_TABLES)
    assert.deepEqual((await goldRows(config, table)).slice(1), await databaseRows(config, table));
}

/** Live rows of main. Gold would hide a duplicate row, because it counts each order once. */
async function bronzeRows(table: string): Promise<number> {
  return (await tableFacts(`lake.bronze.${table}`)).rows;
}

/** The CSV files of gold, by table. */
export async function goldFiles(): Promise<Record<string, string>> {
  const read = async (table: string) =>
    [table, await hdfs.read(`/data/gold/${table}.csv`)] as const;
  return Object.fromEntries(await Promise.all(GOLD_TABLES.map(read)));
}

/** @throws if the table is missing or unreadable */
export async function tableFacts(name: string): Promise<TableFacts> {
  const [facts] = await openLake(lakeFiles(hdfs), 'lake', '/data').tables((each) => each === name);
  if (!facts || 'unreadable' in facts)
    throw new Error(`${name}: ${facts?.unreadable ?? 'not there'}`);
  return facts;
}

/** The attempts of a run, oldest first. */
export function attemptsOf(run: string): Promise<Attempt[]> {
  return withStore((database) => openStore(database).attempts.of(run));
}

/** The id of the newest run. */
export function newestRun(): Promise<string> {
  return withStore(async (database) => {
    const { rows } = await database.query<{ id: string }>(
      'select id from run order by created desc limit 1',
    );
    return rows[0]?.id ?? '';
  });
}

async function withStore<T>(ask: (database: Database) => Promise<T>): Promise<T> {
  const database = new Database(
    await connection({
      url: env.SPARKWRIGHT_STORE_URL ?? '',
      passwordFile: env.SPARKWRIGHT_STORE_PASSWORD_FILE ?? '',
    }),
  );
  try {
    return await ask(database);
  } finally {
    await database.close();
  }
}

/** Submits another driver for an attempt. @returns the state in which it ends */
export async function submitAgain(attempt: Attempt): Promise<string> {
  const cluster = await openCluster({
    master: env.SPARKWRIGHT_SPARK_MASTER_URL ?? '',
    restUrls: [env.SPARKWRIGHT_SPARK_REST_URLS ?? ''],
    uiUrls: [env.SPARKWRIGHT_SPARK_UI_URLS ?? ''],
    restSecretFile: env.SPARKWRIGHT_SPARK_REST_SECRET_FILE ?? '',
    profilesDir: env.SPARKWRIGHT_SPARK_PROFILES_DIR ?? '',
    webhdfs,
    hdfsUser: 'spark',
    callbackUrl: '',
  });
  const [run, definition] = await withStore(async (database) => {
    const store = openStore(database);
    const found = await store.runs.get(attempt.run);
    return [found, await store.pipelines.definition(found?.pipeline ?? '', found?.version ?? 0)];
  });
  const stage = definition?.stages.find(({ name }) => name === attempt.stage);
  if (!run?.release || !stage) throw new Error(`${attempt.run} has no plan`);
  const spec = `${env.SPARKWRIGHT_HDFS_FS ?? ''}/sparkwright/attempts/${attempt.id}/spec.json`;
  const driver = await cluster.submit({
    attempt: attempt.id,
    run: run.id,
    name: 'by-hand',
    release: run.release,
    spec,
    stage,
  });
  for (;;) {
    const state = (await cluster.state()).drivers.get(driver)?.state;
    if (state !== 'SUBMITTED' && state !== 'RUNNING') return state ?? 'absent';
    await sleep(200);
  }
}

/** Rows that the stage `ingest` of a run read, by table. */
export async function rowsRead(run: string): Promise<Record<string, number | null>> {
  const ingest = (await attemptsOf(run)).findLast(({ stage }) => stage === 'ingest');
  const rows = Object.entries(ingest?.result?.rows ?? {});
  return Object.fromEntries(rows.map(([table, { read }]) => [table, read]));
}
