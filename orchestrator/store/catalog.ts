/** The store's tables, read from PostgreSQL's catalog. */
import type pg from 'pg';

/** A restore checks migrations by name, and holds a lease of its own. */
const NOT_COPIED = ['migration', 'lease'];

export interface StoreTable {
  name: string;
  columns: string[];
}

/** All tables, each after the tables that its foreign keys refer to. */
export async function storeTables(client: pg.ClientBase): Promise<StoreTable[]> {
  const { rows } = await client.query<StoreTable & { needs: string[] }>(
    `select c.relname::text as name,
       array(select a.attname::text from pg_attribute a
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
             order by a.attnum) as columns,
       array(select distinct n.relname::text from pg_constraint f join pg_class n on n.oid = f.confrelid
             where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as needs
     from pg_class c
     where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname <> all ($1)
     order by c.relname`,
    [NOT_COPIED],
  );
  const ordered: StoreTable[] = [];
  const remaining = [...rows];
  while (remaining.length > 0) {
    const next = remaining.findIndex(({ needs }) =>
      needs.every((need) => ordered.some(({ name }) => name === need)),
    );
    const [table] = remaining.splice(Math.max(next, 0), 1);
    if (table) ordered.push({ name: table.name, columns: table.columns });
  }
  return ordered;
}

/** Names of the applied migrations, in their order; empty if the store has no tables. */
export async function appliedMigrations(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ exists: boolean }>(
    `select to_regclass('migration') is not null as exists`,
  );
  if (!rows[0]?.exists) return [];
  const applied = await client.query<{ name: string }>('select name from migration order by id');
  return applied.rows.map(({ name }) => name);
}

/** Escaped names with commas between them. */
export function columnsOf(client: pg.ClientBase, columns: readonly string[]): string {
  return columns.map((name) => client.escapeIdentifier(name)).join(', ');
}
