/** Names of a source's tables and columns, compared with the catalog of PostgreSQL. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import pg from 'pg';
import { shapeOf } from '../../orchestrator/sources/cursor.ts';
import { sourceDatabase } from '../support/source-database.ts';
import { runs } from './effort.ts';

/** PostgreSQL truncates longer names. */
const MOST_BYTES = 63;

const character = fc.constantFrom(...Array.from('aAbZ09_$-. "\'`\\/éÉßİ漢😀'));
const name = fc
  .array(character, { minLength: 1, maxLength: 24 })
  .map((characters) => characters.join(''))
  .filter((text) => Buffer.byteLength(text) <= MOST_BYTES && !text.startsWith('pg_'));

describe('any name of a table at the source', function () {
  this.timeout(120_000);
  const database = sourceDatabase();

  it('finds that table, and not one that differs by case', () =>
    fc.assert(
      fc.asyncProperty(name, name, name, async (schema, table, column) => {
        const quoted = pg.escapeIdentifier;
        const tables = [...new Set([table, table.toLowerCase(), table.toUpperCase()])].filter(
          (each) => Buffer.byteLength(each) <= MOST_BYTES,
        );
        await database.client.query('begin');
        try {
          await database.client.query(`create schema ${quoted(schema)}`);
          for (const each of tables)
            await database.client.query(
              `create table ${quoted(schema)}.${quoted(each)} (${quoted(column)} xid8)`,
            );
          for (const each of tables) {
            const written = [`${quoted(schema)}.${quoted(each)}`];
            if (!/[".]/.test(schema + each)) written.push(`${schema}.${each}`);
            for (const text of written) {
              const shape = await shapeOf(database.client, text, column);
              assert.deepEqual([shape?.name, shape?.cursor], [await oracle(schema, each), column]);
            }
          }
        } finally {
          await database.client.query('rollback');
        }
      }),
      runs(25),
    ));

  async function oracle(schema: string, table: string): Promise<string | undefined> {
    const { rows } = await database.client.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace s on s.oid = c.relnamespace
       where s.nspname = $1 and c.relname = $2`,
      [schema, table],
    );
    return rows[0]?.name;
  }
});
