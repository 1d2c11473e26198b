import { createHash } from 'node:crypto';
import type { KnownPipeline, Registration, Store } from '../ports/ports.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { storedSource } from '../model/source.ts';
import { visibleJson } from '../model/visible.ts';
import type { Database, Db } from './connect.ts';
import { insertRun } from './runs.ts';

const KNOWN = `name, paused, next_slot as "nextSlot", since`;

export function pipelines(database: Database): Store['pipelines'] {
  const versions = new Versions(database);
  return {
    register: (name, schedule, nextSlot, now) =>
      registerAll(database, [{ name, schedule, nextSlot }], now),

    registerAll: (all, now) => registerAll(database, all, now),

    async list() {
      const { rows } = await database.query<KnownPipeline>(
        `select ${KNOWN} from pipeline order by name`,
      );
      return rows;
    },

    async due(now) {
      const { rows } = await database.query<KnownPipeline & { nextSlot: Date }>(
        `select ${KNOWN} from pipeline where paused is null and next_slot <= $1 order by next_slot`,
        [now],
      );
      return rows;
    },

    take: (name, slot, runs, next) =>
      database.transaction(async (db) => {
        const { rowCount } = await db.query(
          `update pipeline set next_slot = $3 where name = $1 and next_slot = $2 and paused is null`,
          [name, slot, next],
        );
        if (!rowCount) return;
        for (const run of runs) await insertRun(db, run);
      }),

    async pause(name, reason) {
      const { rowCount } = await database.query(
        `update pipeline set paused = $2 where name = $1 and paused is null`,
        [name, reason],
      );
      return rowCount === 1;
    },

    async resume(name, nextSlot, now) {
      const { rowCount } = await database.query(
        `update pipeline set paused = null, next_slot = $2, since = $3 where name = $1 and paused is not null`,
        [name, nextSlot, now],
      );
      return rowCount === 1;
    },

    version: (definition, release) => versions.number(definition, release),
    findVersion: (definition, release) => versions.find(definition, release),
    definition: (name, version) => versions.definition(name, version),
  };
}

async function registerAll(db: Db, all: readonly Registration[], now: Date): Promise<void> {
  await db.query(
    `insert into pipeline as p (name, schedule, next_slot, since)
     select name, schedule, "nextSlot", $2 from jsonb_to_recordset($1)
       as registration (name text, schedule text, "nextSlot" timestamptz)
     on conflict (name) do update set schedule = excluded.schedule, next_slot = excluded.next_slot
     where p.schedule <> excluded.schedule or p.next_slot is null and excluded.next_slot is not null`,
    [visibleJson(all), now],
  );
}

/** Entries of each cache; a version never changes. */
const CACHED = 256;

/** Versions of pipelines, cached in memory. */
class Versions {
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
    const definition = rows[0] ? inCurrentForm(rows[0].definition) : null;
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
    // If two versions are saved at once, both may take the same number. The insert of one then does nothing, and is repeated.
    return rows[0]?.number ?? this.#save(name, hash, release, text);
  }
}

/** Converts sources that an earlier Sparkwright saved to the current form. */
function inCurrentForm(stored: Pipeline): Pipeline {
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
  if (map.size > CACHED && oldest !== undefined) map.delete(oldest);
}
