import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** The fields of one row. */
export type Row = readonly (string | number)[];

const rowsPerChunk = 500;

/**
 * Writes rows into a table by COPY, within the client's transaction.
 * @param target table and columns, as SQL: `orders (id, branch)`.
 * @returns the number of rows written.
 */
export async function copyRows(
  client: ClientBase,
  target: string,
  rows: Iterable<Row>,
  signal?: AbortSignal,
): Promise<number> {
  const sink = client.query(copyFrom(`copy ${target} from stdin`));
  await pipeline(Readable.from(chunks(rows)), sink, { ...(signal && { signal }) });
  return sink.rowCount;
}

function* chunks(rows: Iterable<Row>): Generator<string> {
  let lines: string[] = [];
  for (const row of rows) {
    lines.push(`${row.map(field).join('\t')}\n`);
    if (lines.length < rowsPerChunk) continue;
    yield lines.join('');
    lines = [];
  }
  if (lines.length > 0) yield lines.join('');
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};

const special = /[\\\t\n\r]/;

function field(value: string | number): string {
  if (typeof value === 'number' || !special.test(value)) return String(value);
  return value.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character);
}
