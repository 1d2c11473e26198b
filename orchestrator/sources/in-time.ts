import type pg from 'pg';

const CANCELLED = '57014';

/** The answer of a query within a transaction; null if it took too long. The transaction goes on in any case. */
export async function inTime<T>(client: pg.Client, ask: () => Promise<T>): Promise<T | null> {
  await client.query('savepoint asking_in_time');
  try {
    return await ask();
  } catch (error) {
    if ((error as { code?: string }).code !== CANCELLED) throw error;
    await client.query('rollback to asking_in_time');
    return null;
  }
}
