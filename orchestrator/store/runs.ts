import type { Store } from '../ports/ports.ts';
import type { NewRun, Run } from '../model/run.ts';
import { kill, markSucceeded, retry } from '../model/transitions.ts';
import { visibleJson } from '../model/visible.ts';
import { changeRun } from './changes.ts';
import type { Database, Db } from './connect.ts';
import { ACTIVE_RUN, IS_OVER, RUN } from './rows.ts';

/** How many queued runs of each pipeline one pass looks at; more could hardly start. */
const QUEUED_OF_EACH = 64;

export function runs(db: Database): Store['runs'] {
  const select = async (rest: string, values: unknown[] = []) => {
    const { rows } = await db.query<Run>(`select ${RUN} from ${rest}`, values);
    return rows;
  };

  return {
    insert: (run) => insertRun(db, run),

    async get(id) {
      const [first, second] = await select(
        `run r where id = $1 or starts_with(id, $1) order by id <> $1, id limit 2`,
        [id],
      );
      return first && (first.id === id || !second) ? first : null;
    },

    list: ({ pipeline, states, limit }) =>
      select(
        `run r where ($1::text is null or pipeline = $1) and ($2::text[] is null or state = any ($2))
         order by created desc, id desc limit $3`,
        [pipeline ?? null, states ?? null, limit],
      ),

    queued: (now) =>
      select(
        `(select *, row_number() over (partition by pipeline order by priority desc, created, id) as place
          from run where state = 'queued' and (not_before is null or not_before <= $1)) r
         where place <= $2 order by priority desc, created, id`,
        [now, QUEUED_OF_EACH],
      ),

    async active() {
      const { rows } = await db.query<{ pipeline: string; queued: number; running: number }>(
        `select pipeline, count(*) filter (where state = 'queued')::int as queued,
           count(*) filter (where state <> 'queued')::int as running
         from run where state in ${ACTIVE_RUN} group by pipeline`,
      );
      return new Map(rows.map(({ pipeline, queued, running }) => [pipeline, { queued, running }]));
    },

    async busy() {
      const { rows } = await db.query<{ busy: boolean }>(
        `select exists (select from run where state in ${ACTIVE_RUN}) as busy`,
      );
      return rows[0]?.busy ?? false;
    },

    async plan(run, { version, release, deadline, stages }) {
      const rows = stages.map(({ name, after, when, pool, state, reason }) => {
        const { name: pooled = null, takes = 1 } = pool ?? {};
        return { name, after, condition: when, pool: pooled, places: takes, state, reason };
      });
      // One statement: the run gets all its stages, or it stays queued.
      await db.often(
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
          visibleJson(rows),
        ],
      );
    },

    async fail(run, reason) {
      await db.query(
        `update run set state = 'failed', reason = $2, ended = now() where id = $1 and state in ('queued', 'killing')`,
        [run, reason],
      );
    },

    overdue: (now) => select(`run r where state = 'running' and deadline <= $1`, [now]),

    kill: (run, reason, as) => changeRun(db, run, (graph) => kill(graph, reason, as)),

    killing: () =>
      select(
        `run r where state = 'killing'
         and not exists (select from stage s where s.run = r.id and s.state not in ${IS_OVER})`,
      ),

    async endKilled(run) {
      await db.query(
        `update run set state = ends_as, ended = now() where id = $1 and state = 'killing'`,
        [run],
      );
    },

    successesWithout: (upstream, since, downstream) =>
      select(
        `run r where pipeline = $1 and state = 'succeeded' and ended > $2 and not exists (
           select from run d where d.pipeline = $3 and d.slot = 'after:' || r.id)
         order by ended`,
        [upstream, since, downstream],
      ),

    retry: (run, from, reason) => changeRun(db, run, (graph) => retry(graph, from, reason)),

    markSucceeded: (run, stage, reason) =>
      changeRun(db, run, (graph) => markSucceeded(graph, stage, reason)),

    unalerted: (limit) =>
      select(`run r where not alerted and ended is not null order by ended limit $1`, [limit]),

    async alerted(run) {
      await db.query(`update run set alerted = true where id = $1`, [run]);
    },
  };
}

/** Returns null if the slot has a run already. */
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
