/** The retail database of the composed system, and gold from its dashboard. */
import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { GOLD_TABLES, type Rows } from '../../../local/demo/gold.ts';
import { backfill } from '../../../retailapp/backfill.ts';
import { mostOrdersFirst } from '../branches.ts';
import { FOLDER, secret } from './system.ts';

const CERTIFICATE = `${FOLDER}/.sparkwright/secrets/postgres.crt`;
export const DASHBOARD = 'http://127.0.0.1:5000';

let seed = 1;

/** Adds orders of the last days. @returns the number of rows that both tables got */
export async function addOrders(orders: number): Promise<number> {
  const url = `postgres://retail_app@127.0.0.1:5433/retail?sslmode=verify-full&sslrootcert=${CERTIFICATE}`;
  const connection = { url, password: await secret('retail-app.password') };
  const added = await backfill({ connection, orders, seed: String(seed++), days: 3 });
  return added.orders + added.history;
}

/** Runs SQL on the retail database. @param file - the file with the user's password */
export async function query(user: string, file: string, text: string): Promise<Rows> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: 5433,
    database: 'retail',
    user,
    password: await secret(file),
    ssl: { ca: await readFile(CERTIFICATE, 'utf8') },
  });
  await client.connect();
  try {
    return (await client.query<string[]>({ text, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

/** Asserts that gold equals the same query on the database. */
export async function assertGold(): Promise<void> {
  for (const table of GOLD_TABLES) {
    const sql = await readFile(`postgresql/${table}.sql`, 'utf8');
    const answer = await fetch(`${DASHBOARD}/csv/${table}.csv`);
    const rows: Rows = parse(await answer.text());
    assert.deepEqual(
      rows.slice(1),
      await query('retail_reader', 'retail-reader.password', sql),
      table,
    );
  }
}

/** The rows of the dashboard's table of branches, by SQL. */
export async function expectedBranches(): Promise<string[][]> {
  const sql = await readFile('postgresql/delivery_by_branch.sql', 'utf8');
  return mostOrdersFirst(await query('retail_reader', 'retail-reader.password', sql));
}

/** The number of rows in both tables. */
export async function rowCount(): Promise<number> {
  const sql = 'select (select count(*) from orders) + (select count(*) from ordershistory)';
  const [[count] = []] = await query('retail_reader', 'retail-reader.password', sql);
  return Number(count);
}
