import type { Pipeline } from '../model/pipeline.ts';
import type { Run, StageRun } from '../model/run.ts';
import type { Database, Db } from './connect.ts';
import { RUN, STAGE } from './rows.ts';
import { record } from './transitions.ts';

/** The channel on which a new run wakes the loop. */
export const WAKE_CHANNEL = 'sparkwright_wake';

export async function registerPipeline(db: Db, name: string, now: Date) {
  // The update that changes nothing makes `returning` answer for a row that is there already.
  const { rows } = await db.query<{ scheduledSince: Date }>(
    `insert into pipeline (name, scheduled_since) values ($1, $2)
     on conflict (name) do update set name = excluded.name
     returning scheduled_since as "scheduledSince"`,
    [name, now],
  );
  return rows[0] ?? { scheduledSince: now };
}

export async function noteSlot(db: Db, pipeline: string, slot: Date): Promise<void> {
  await db.query(
    `update pipeline set scheduled_since = $2 where name = $1 and scheduled_since < $2`,
    [pipeline, slot],
  );
}

export async function insertRun(
  database: Database,
  run: { id: string; pipeline: string; slot: string; reason: string },
): Promise<Run | null> {
  return database.transaction(async (db) => {
    const { rows } = await db.query<Run>(
      `insert into run as r (id, pipeline, slot, state, reason) values ($1, $2, $3, 'queued', $4)
       on conflict (pipeline, slot) do nothing returning ${RUN}`,
      [run.id, run.pipeline, run.slot, run.reason],
    );
    if (!rows[0]) return null;
    await record(db, { run: run.id, state: 'queued', reason: run.reason });
    await db.query(`select pg_notify($1, $2)`, [WAKE_CHANNEL, run.id]);
    return rows[0];
  });
}

export async function findRun(db: Db, id: string): Promise<Run | null> {
  const { rows } = await db.query<Run>(`select ${RUN} from run r where id = $1`, [id]);
  return rows[0] ?? null;
}

export async function activeRuns(db: Db): Promise<Run[]> {
  const { rows } = await db.query<Run>(
    `select ${RUN} from run r where state in ('queued', 'running') order by created, id`,
  );
  return rows;
}

export async function stagesOf(db: Db, run: string): Promise<StageRun[]> {
  const { rows } = await db.query<StageRun>(
    `select ${STAGE} from stage s where run = $1 order by position`,
    [run],
  );
  return rows;
}

export async function planRun(
  database: Database,
  run: string,
  definition: Pipeline,
  release: string,
): Promise<void> {
  await database.transaction(async (db) => {
    const reason = `planned with release ${release.slice(0, 12)}`;
    const planned = await db.query(
      `update run set state = 'running', reason = $2, release = $3, definition = $4, started = now()
       where id = $1 and state = 'queued'`,
      [run, reason, release, JSON.stringify(definition)],
    );
    if (planned.rowCount === 0) return;
    await record(db, { run, state: 'running', reason });
    for (const [position, { name, after }] of definition.stages.entries()) {
      const [state, why] =
        after.length === 0
          ? ['ready', 'comes first']
          : ['waiting', `comes after ${after.join(', ')}`];
      await db.query(
        `insert into stage (run, name, position, after, state, reason) values ($1, $2, $3, $4, $5, $6)`,
        [run, name, position, after, state, why],
      );
      await record(db, { run, stage: name, state, reason: why });
    }
  });
}

export async function failRun(database: Database, run: string, reason: string): Promise<void> {
  await database.transaction(async (db) => {
    const { rowCount } = await db.query(
      `update run set state = 'failed', reason = $2, ended = now() where id = $1 and state = 'queued'`,
      [run, reason],
    );
    if (rowCount) await record(db, { run, state: 'failed', reason });
  });
}
