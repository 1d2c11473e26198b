import pg from 'pg';
import { emptyDatabase, type OwnDatabase } from './database.ts';

/** A database for one suite, as a source. */
export interface SourceDatabase {
  /** The superuser's connection. */
  readonly client: pg.Client;
  readonly name: string;
  /** The superuser's URL, for another connection. */
  readonly url: string;
  readonly port: number;
  /** The URL that a source declares. */
  readonly jdbcUrl: string;
}

/** Call it in `describe`. @param schema - SQL that creates its tables */
export function sourceDatabase(schema = ''): SourceDatabase {
  let database: OwnDatabase;
  let client: pg.Client;

  before(async () => {
    database = await emptyDatabase();
    client = new pg.Client({ connectionString: database.url() });
    await client.connect();
    await client.query(schema);
  });

  after(async () => {
    await client.end();
    await database.remove();
  });

  return {
    get client() {
      return client;
    },
    get url() {
      return database.url();
    },
    get name() {
      return database.name;
    },
    get port() {
      return database.port;
    },
    get jdbcUrl() {
      return `jdbc:postgresql://127.0.0.1:${database.port}/${database.name}`;
    },
  };
}
