import pg from 'pg';
import { translate } from './connect.ts';

/** Runs with one connection of its own, whose transactions may take long; errors are those of connect.ts. */
export async function withClient<T>(
  config: pg.ClientConfig,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(config);
  // A connection that breaks fails the statement under way; without a listener it would end the process as well.
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
