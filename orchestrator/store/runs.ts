import type { RunFilter } from '../engine/ports.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { NewRun, Run } from '../model/run.ts';
import { beginning } from '../model/settle.ts';
import { visibleJson } from '../model/visible.ts';
import type { Database, Db } from './connect.ts';
import { RUN } from './rows.ts';

/** Of each pipeline so many queued runs are looked at in one pass: more could hardly start. */
const QUEUED_OF_EACH = 64;

export async function insertRun(db: Db, run: NewRun): Promise<Run | null> {
  const { rows } = await db.query<Run>(
    `insert into run as r (id, pipeline, slot, slot_start, slot_end, params, priority, state, reason, not_before, full_refresh, ended, alerted)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, case when $8 = 'skipped' then now() end, $8 = 'skipped')
     on conflict (pipeline, slot) do nothing returning ${RUN}`,
    [
      run.id,
      run.pipeline,
      run.slot,
      run.slotStart,
      run.slotEnd,
      visibleJson(run.params),
      run.priority,
      run.state,
      run.reason,
      run.notBefore,
      run.fullRefresh ?? [],
    ],
  );
  return rows[0] ?? null;
}

export async function getRun(db: Db, id: string): Promise<Run | null> {
  const { rows } = await db.query<Run>(
    `select ${RUN} from run r where id = $1 or starts_with(id, $1) order by id <> $1, id limit 2`,
    [id],
  );
  const [first, second] = rows;
  return first && (first.id === id || !second) ? first : null;
}

export async function listRuns(db: Db, filter: RunFilter): Promise<Run[]> {
  const { rows } = await db.query<Run>(
    `select ${RUN} from run r
     where ($1::text is null or pipeline = $1) and ($2::text[] is null or state = any ($2))
     order by created desc, id desc limit $3`,
    [filter.pipeline ?? null, filter.states ?? null, filter.limit],
  );
  return rows;
}

export async function queuedRuns(db: Db, now: Date): Promise<Run[]> {
  const { rows } = await db.query<Run>(
    `select ${RUN} from (
       select *, row_number() over (partition by pipeline order by priority desc, created, id) as place
       from run where state = 'queued' and (not_before is null or not_before <= $1)) r
     where place <= $2 order by priority desc, created, id`,
    [now, QUEUED_OF_EACH],
  );
  return rows;
}

export async function activeCounts(db: Db) {
  const { rows } = await db.query<{ pipeline: string; queued: number; running: number }>(
    `select pipeline, count(*) filter (where state = 'queued')::int as queued,
       count(*) filter (where state <> 'queued')::int as running
     from run where state in ('queued', 'running', 'killing') group by pipeline`,
  );
  return new Map(rows.map(({ pipeline, queued, running }) => [pipeline, { queued, running }]));
}

export async function busy(db: Db): Promise<boolean> {
  const { rows } = await db.query<{ busy: boolean }>(
    `select exists (select from run where state in ('queued', 'running', 'killing')) as busy`,
  );
  return rows[0]?.busy ?? false;
}

export async function planRun(
  database: Database,
  run: string,
  plan: { version: number; release: string; definition: Pipeline; deadline: Date | null },
): Promise<void> {
  const { version, release, definition, deadline } = plan;
  const stages = definition.stages.map(({ name, after, when, pool, places }) => ({
    name,
    after,
    condition: when,
    pool,
    places,
    ...beginning(after),
  }));
  // The stages follow from the run's own change: in one statement, or not at all.
  await database.often(
    `with planned as (
       update run set state = 'running', reason = $2, version = $3, release = $4, deadline = $5, started = now()
       where id = $1 and state = 'queued' returning id)
     insert into stage (run, name, position, after, condition, pool, places, state, reason)
     select planned.id, s.name, s.position, array(select jsonb_array_elements_text(s.after)), s.condition, s.pool, s.places, s.state, s.reason
     from planned, rows from (jsonb_to_recordset($6) as
       (name text, after jsonb, condition text, pool text, places int, state text, reason text))
       with ordinality as s (name, after, condition, pool, places, state, reason, position)`,
    [
      run,
      `planned: version ${version}, release ${release.slice(0, 12)}`,
      version,
      release,
      deadline,
      visibleJson(stages),
    ],
  );
}

export async function failRun(db: Db, run: string, reason: string): Promise<void> {
  await db.query(
    `update run set state = 'failed', reason = $2, ended = now() where id = $1 and state = 'queued'`,
    [run, reason],
  );
}

export async function overdueRuns(db: Db, now: Date): Promise<Run[]> {
  const { rows } = await db.query<Run>(
    `select ${RUN} from run r where state = 'running' and deadline <= $1`,
    [now],
  );
  return rows;
}

/** Nothing of them is under way in the store any more; on the cluster there may be. */
export async function killingRuns(db: Db): Promise<Run[]> {
  const { rows } = await db.query<Run>(
    `select ${RUN} from run r where state = 'killing' and not exists (
       select from stage s where s.run = r.id and s.state not in ('succeeded', 'failed', 'skipped', 'killed'))`,
  );
  return rows;
}

export async function endKilled(db: Db, run: string): Promise<void> {
  await db.query(
    `update run set state = ends_as, ended = now() where id = $1 and state = 'killing'`,
    [run],
  );
}

export async function successesWithout(
  db: Db,
  upstream: string,
  since: Date,
  downstream: string,
): Promise<Run[]> {
  const { rows } = await db.query<Run>(
    `select ${RUN} from run r where pipeline = $1 and state = 'succeeded' and ended > $2 and not exists (
       select from run d where d.pipeline = $3 and d.slot = 'after:' || r.id)
     order by ended`,
    [upstream, since, downstream],
  );
  return rows;
}

export async function unalerted(db: Db, limit: number): Promise<Run[]> {
  const { rows } = await db.query<Run>(
    `select ${RUN} from run r where not alerted and ended is not null order by ended limit $1`,
    [limit],
  );
  return rows;
}

export async function alerted(db: Db, run: string): Promise<void> {
  await db.query(`update run set alerted = true where id = $1`, [run]);
}
