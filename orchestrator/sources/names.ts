/** Possible names in the source for a table's name in the pipeline: the rule of jobs/sparkwright/sources/names.py. */

/** A schema (null for the search path) and a table, as in the catalog. */
export type Name = [schema: string | null, table: string];

const PART = '"(?:[^"]|"")+"|[^".]+';
const ONE = new RegExp(`^(?:${PART})$`, 'u');
const TWO = new RegExp(`^(${PART})\\.(${PART})$`, 'u');

/** The likeliest first: the name as written comes before its lower-case form, which SQL would use. */
export function names(written: string): Name[] {
  const candidates: Name[] = [];
  const [, schema, table] = TWO.exec(written) ?? [];
  if (ONE.test(written)) candidates.push([null, exact(written)], [null, folded(written)]);
  else if (schema !== undefined && table !== undefined)
    candidates.push([exact(schema), exact(table)], [folded(schema), folded(table)]);
  else if (!written.includes('"')) candidates.push(...divided(written.split('.')));
  candidates.push([null, written]);
  return [...new Map(candidates.map((name) => [JSON.stringify(name), name])).values()];
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

/** Like PostgreSQL, lower-cases ASCII letters only. */
const folded = (part: string) =>
  part.startsWith('"')
    ? exact(part)
    : part.replaceAll(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
