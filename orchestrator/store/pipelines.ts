import { createHash } from 'node:crypto';
import type { KnownPipeline } from '../engine/ports.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { NewRun } from '../model/run.ts';
import { storedSource } from '../model/source.ts';
import { visibleJson } from '../model/visible.ts';
import type { Database, Db } from './connect.ts';
import { insertRun } from './runs.ts';

const KNOWN = `name, paused, next_slot as "nextSlot", since`;

export async function registerAll(
  db: Db,
  pipelines: readonly { name: string; schedule: string; nextSlot: Date | null }[],
  now: Date,
): Promise<void> {
  await db.query(
    `insert into pipeline as p (name, schedule, next_slot, since)
     select name, schedule, "nextSlot", $2 from jsonb_to_recordset($1)
       as given (name text, schedule text, "nextSlot" timestamptz)
     on conflict (name) do update set schedule = excluded.schedule, next_slot = excluded.next_slot
     where p.schedule <> excluded.schedule`,
    [visibleJson(pipelines), now],
  );
}

export async function list(db: Db): Promise<KnownPipeline[]> {
  const { rows } = await db.query<KnownPipeline>(`select ${KNOWN} from pipeline order by name`);
  return rows;
}

export async function due(db: Db, now: Date): Promise<(KnownPipeline & { nextSlot: Date })[]> {
  const { rows } = await db.query<KnownPipeline & { nextSlot: Date }>(
    `select ${KNOWN} from pipeline where paused is null and next_slot <= $1 order by next_slot`,
    [now],
  );
  return rows;
}

export async function take(
  database: Database,
  name: string,
  slot: Date,
  runs: NewRun[],
  next: Date | null,
): Promise<void> {
  await database.transaction(async (db) => {
    const taken = await db.query(
      `update pipeline set next_slot = $3 where name = $1 and next_slot = $2 and paused is null`,
      [name, slot, next],
    );
    if (!taken.rowCount) return;
    for (const run of runs) await insertRun(db, run);
  });
}

export async function pause(db: Db, name: string, reason: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update pipeline set paused = $2 where name = $1 and paused is null`,
    [name, reason],
  );
  return rowCount === 1;
}

export async function resume(
  db: Db,
  name: string,
  nextSlot: Date | null,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update pipeline set paused = null, next_slot = $2, since = $3 where name = $1 and paused is not null`,
    [name, nextSlot, now],
  );
  return rowCount === 1;
}

/** How many definitions are kept in memory: a version never changes. */
const KEPT = 256;

/** Versions of pipelines, each read from the store once. */
export class Versions {
  readonly #database: Database;
  readonly #numbers = new Map<string, number>();
  readonly #definitions = new Map<string, Pipeline>();

  constructor(database: Database) {
    this.#database = database;
  }

  async number(definition: Pipeline, release: string): Promise<number> {
    const { text, hash } = hashed(definition);
    const key = `${definition.name} ${hash} ${release}`;
    const number =
      this.#numbers.get(key) ?? (await this.#save(definition.name, hash, release, text));
    keep(this.#numbers, key, number);
    return number;
  }

  async find(
    definition: Pipeline,
    release: string,
  ): Promise<{ known: number | null; newest: number }> {
    const { rows } = await this.#database.query<{ known: number | null; newest: number }>(
      `select max(number) filter (where hash = $2 and release = $3) as known, coalesce(max(number), 0) as newest
       from version where pipeline = $1`,
      [definition.name, hashed(definition).hash, release],
    );
    return rows[0] ?? { known: null, newest: 0 };
  }

  async definition(name: string, version: number): Promise<Pipeline | null> {
    const key = `${name} ${version}`;
    const known = this.#definitions.get(key);
    if (known) return known;
    const { rows } = await this.#database.query<{ definition: Pipeline }>(
      `select definition from version where pipeline = $1 and number = $2`,
      [name, version],
    );
    const definition = rows[0] ? asNow(rows[0].definition) : null;
    if (definition) keep(this.#definitions, key, definition);
    return definition;
  }

  async #save(name: string, hash: string, release: string, text: string): Promise<number> {
    const insert = `insert into version (pipeline, number, hash, release, definition)
      select $1, coalesce(max(number), 0) + 1, $2, $3, $4 from version where pipeline = $1
      on conflict do nothing`;
    await this.#database.query(insert, [name, hash, release, text]);
    const { rows } = await this.#database.query<{ number: number }>(
      `select number from version where pipeline = $1 and hash = $2 and release = $3`,
      [name, hash, release],
    );
    // Two saves of two versions at once may pick one number; one of them then finds nothing, and picks again.
    return rows[0]?.number ?? this.#save(name, hash, release, text);
  }
}

/** Earlier versions of Sparkwright declared sources otherwise; whatever reads a definition knows only the form of now. */
function asNow(stored: Pipeline): Pipeline {
  const sources = Object.entries(stored.sources).map(([name, source]) => [
    name,
    storedSource(source),
  ]);
  return { ...stored, sources: Object.fromEntries(sources) as Pipeline['sources'] };
}

function hashed(definition: Pipeline): { text: string; hash: string } {
  const text = visibleJson(definition);
  return { text, hash: createHash('sha256').update(text).digest('hex') };
}

function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > KEPT && oldest !== undefined) map.delete(oldest);
}
