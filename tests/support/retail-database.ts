import { readFile } from 'node:fs/promises';
import pg from 'pg';
import type { Connection } from '../../retailapp/database.ts';
import type { ThrowawayPostgres } from './postgres.ts';

const init = new URL('../../postgresql/init.sql', import.meta.url);

/** The users of a retail database, and the database of its superuser. */
export type RetailUser = 'postgres' | 'retail_app' | 'retail_reader';

/** A retail database of a test. */
export interface RetailDatabase {
  /** How the app connects. */
  readonly app: Connection;
  /** Runs `postgresql/init.sql`, which is idempotent. */
  initialise(): Promise<void>;
  /** Runs SQL as a user. @throws the errors of `pg` */
  query<R extends pg.QueryResultRow>(
    user: RetailUser,
    sql: string,
    values?: unknown[],
  ): Promise<R[]>;
}

/** Creates the database `retail` and its two users on a new server. */
export async function retailDatabase(server: ThrowawayPostgres): Promise<RetailDatabase> {
  const password = 'retail';
  const query = async <R extends pg.QueryResultRow>(
    user: RetailUser,
    sql: string,
    values?: unknown[],
    database = 'retail',
  ) => {
    const url = new URL(server.url(database, user));
    if (user !== 'postgres') url.password = password;
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      return (await client.query<R>(sql, values)).rows;
    } finally {
      await client.end();
    }
  };

  for (const user of ['retail_app', 'retail_reader']) {
    await query(
      'postgres',
      `create role ${user} login password '${password}'`,
      undefined,
      'postgres',
    );
  }
  await query('postgres', 'create database retail', undefined, 'postgres');
  const database: RetailDatabase = {
    app: { url: server.url('retail', 'retail_app'), password },
    initialise: async () => {
      await query('postgres', await readFile(init, 'utf8'));
    },
    query: (user, sql, values) => query(user, sql, values),
  };
  await database.initialise();
  return database;
}
