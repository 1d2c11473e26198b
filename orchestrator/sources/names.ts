/** What a table of a source may be called there, by its name in the pipeline: the rule of jobs/sparkwright/names.py. */

/** A schema, or null for the search path, and a table: both as the catalog has them. */
export type Name = [schema: string | null, table: string];

const PART = '"(?:[^"]|"")+"|[^".]+';
const ONE = new RegExp(`^(?:${PART})$`, 'u');
const TWO = new RegExp(`^(${PART})\\.(${PART})$`, 'u');

/** The likeliest first: a name as it is written comes before the one that SQL makes of it, in lower case. */
export function names(written: string): Name[] {
  const found: Name[] = [];
  const [, schema, table] = TWO.exec(written) ?? [];
  if (ONE.test(written)) found.push([null, exact(written)], [null, folded(written)]);
  else if (schema !== undefined && table !== undefined)
    found.push([exact(schema), exact(table)], [folded(schema), folded(table)]);
  else if (!written.includes('"')) found.push(...divided(written.split('.')));
  found.push([null, written]);
  return [...new Map(found.map((name) => [JSON.stringify(name), name])).values()];
}

function divided(pieces: readonly string[]): Name[] {
  return pieces.slice(1).flatMap((_, place): Name[] => {
    const schema = pieces.slice(0, place + 1).join('.');
    const table = pieces.slice(place + 1).join('.');
    return schema !== '' && table !== '' ? [[schema, table]] : [];
  });
}

const exact = (part: string) =>
  part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part;

/** As PostgreSQL reads a part: of letters, those of ASCII alone become small. */
const folded = (part: string) =>
  part.startsWith('"')
    ? exact(part)
    : part.replaceAll(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
