/** Dumps the rows of the shop, and restores them into another server. */
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { ClusterConfig } from '../../local/config.ts';
import { secretFile } from '../../local/folders.ts';
import { asSuperuser } from '../../local/furnish/postgres.ts';

/** With their transaction ids; amounts are generated. */
const TABLES = {
  orders: 'id, branch, customer, category, product, quantity, unit_price, created_at, xid',
  ordershistory: 'id, order_id, status, changed_at, xid',
};

/** Dumps the rows now; `restore` copies them into the server of that time. */
export async function shopRows(config: ClusterConfig): Promise<{ restore(): Promise<void> }> {
  const server = async <T>(work: (client: pg.Client) => Promise<T>) => {
    const secret = await readFile(secretFile(config, 'postgres.password'), 'utf8');
    const at = { host: '127.0.0.1', port: config.ports.postgres, password: secret.trim() };
    return asSuperuser(at, 'retail', work);
  };
  const rows = await server(async (client) => {
    const taken: [table: string, columns: string, rows: Buffer][] = [];
    for (const [table, columns] of Object.entries(TABLES)) {
      const out = client.query(copyTo(`copy ${table} (${columns}) to stdout`));
      taken.push([table, columns, await buffer(out)]);
    }
    return taken;
  });
  return {
    restore: () =>
      server(async (client) => {
        for (const [table, columns, content] of rows) {
          const into = client.query(copyFrom(`copy ${table} (${columns}) from stdin`));
          await pipeline(Readable.from([content]), into);
          await client.query(`select setval('${table}_id_seq', (select max(id) from ${table}))`);
        }
      }),
  };
}
