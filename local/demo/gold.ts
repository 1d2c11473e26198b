/** The gold tables as the pipeline wrote them, and the same rows from the database. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import { openBookmarks } from '../../orchestrator/hdfs/bookmarks.ts';
import type { ClusterConfig } from '../config.ts';
import { secretFile } from '../folders.ts';
import { sparkHdfs } from '../hdfs.ts';

export const GOLD_TABLES = ['delivery_by_branch', 'delivery_by_branch_day'] as const;
export type GoldTable = (typeof GOLD_TABLES)[number];

/** Rows of text, in the order of the table's columns. */
export type Rows = string[][];

/** Reads a table's CSV from HDFS; the first row is its header. */
export async function goldRows(config: ClusterConfig, table: GoldTable): Promise<Rows> {
  return parse(await sparkHdfs(config).read(`/data/gold/${table}.csv`));
}

/** Reads the same rows from the retail database by the SQL in postgresql/, without a header. */
export async function databaseRows(config: ClusterConfig, table: GoldTable): Promise<Rows> {
  return query(config, await readFile(join(config.root, 'postgresql', `${table}.sql`), 'utf8'));
}

/** Rows of the retail database that no run has read yet: from the bookmark's bounds on. */
export async function unreadRows(
  config: ClusterConfig,
): Promise<{ orders: number; history: number }> {
  const tables = (await openBookmarks(sparkHdfs(config)).read())?.sources.retail?.tables ?? {};
  const sql = `select (select count(*) from public.orders where xid >= $1::xid8),
                      (select count(*) from public.ordershistory where xid >= $2::xid8)`;
  const bounds = [tables.orders ?? '0', tables.ordershistory ?? '0'];
  const [[orders, history] = []] = await query(config, sql, bounds);
  return { orders: Number(orders), history: Number(history) };
}

/** Rows in the retail database: orders, then changes. */
export async function databaseRowCounts(config: ClusterConfig): Promise<[number, number]> {
  const sql = `select (select count(*) from public.orders), (select count(*) from public.ordershistory)`;
  const [[orders, history] = []] = await query(config, sql);
  return [Number(orders), Number(history)];
}

async function query(config: ClusterConfig, text: string, values: string[] = []): Promise<Rows> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: config.ports.postgres,
    user: 'retail_reader',
    password: (await readFile(secretFile(config, 'retail-reader.password'), 'utf8')).trim(),
    database: 'retail',
  });
  await client.connect();
  try {
    return (await client.query<string[]>({ text, values, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}
