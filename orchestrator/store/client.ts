import pg from 'pg';
import { translate } from './translate.ts';

/** Runs `use` with a connection outside of the pool, whose transactions may be long. Errors are those of translate.ts. */
export async function withClient<T>(
  config: pg.ClientConfig,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(config);
  // A broken connection fails its statement. Without a listener it would end the process too.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await use(client);
  } catch (error) {
    throw translate(error, new URL(config.connectionString ?? '').host);
  } finally {
    await client.end().catch(() => undefined);
  }
}
