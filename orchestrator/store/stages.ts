import type { StageStore } from '../ports/ports.ts';
import type { AdmittedTurn, StageRun, StageTurn } from '../model/run.ts';
import { settleRun } from './changes.ts';
import type { Database, Db } from './connect.ts';
import { STAGE } from './rows.ts';

const TURN = `${STAGE}, r.pipeline, r.version, r.release, r.priority, s.pool, s.places,
  (select count(*)::int from attempt a where a.run = s.run and a.stage = s.name) as attempts`;
const IN_TURN = `r.priority desc, r.created, s.run, s.position`;
const ADMITTED = 'there is room for its driver and an executor';

export function stages(db: Database): StageStore {
  return {
    async of(run) {
      const { rows } = await db.query<StageRun>(
        `select ${STAGE} from stage s where run = $1 order by position`,
        [run],
      );
      return rows;
    },

    async ready(now, limit) {
      const { rows } = await db.often<StageTurn>(
        `select ${TURN} from (
           select s.*, row_number() over (partition by s.pool order by ${IN_TURN}) as turn from stage s join run r on r.id = s.run
           where s.state = 'ready' and (s.not_before is null or s.not_before <= $1) and r.state = 'running') s
         join run r on r.id = s.run where s.turn <= $2 order by ${IN_TURN}`,
        [now, limit],
      );
      return rows;
    },

    async admitted() {
      const { rows } = await db.often<AdmittedTurn>(
        `select ${TURN}, r.slot, r.slot_start as "slotStart", r.slot_end as "slotEnd", r.params, r.full_refresh as "fullRefresh" from stage s join run r on r.id = s.run
         where s.state = 'admitted' and r.state = 'running' order by ${IN_TURN}`,
      );
      return rows;
    },

    async pools() {
      const { rows } = await db.query<{ pool: string; taken: number }>(
        `select pool, case when bool_or(places is null) then 'Infinity'::float8 else sum(places) end as taken from stage
         where state in ('admitted', 'running') and pool is not null group by pool`,
      );
      return new Map(rows.map(({ pool, taken }) => [pool, taken]));
    },

    admit: (admitted) =>
      changeReady(
        db,
        'admitted',
        admitted.map((stage) => ({ ...stage, reason: ADMITTED })),
      ),

    explain: (waiting) => changeReady(db, 'ready', waiting),

    fail: (run, stage, reason) =>
      db.transaction(async (transaction) => {
        const { rowCount } = await transaction.query(
          `with locked as (select id from run where id = $1 for no key update)
           update stage s set state = 'failed', reason = $3, ended = now() from locked
           where s.run = locked.id and s.name = $2 and s.state in ('ready', 'admitted')`,
          [run, stage, reason],
        );
        if (rowCount) await settleRun(transaction, run);
      }),
  };
}

async function changeReady(
  db: Db,
  state: 'ready' | 'admitted',
  changes: readonly { run: string; name: string; reason: string }[],
): Promise<void> {
  if (changes.length === 0) return;
  await db.often(
    `update stage s set state = $1, reason = c.reason
     from unnest($2::text[], $3::text[], $4::text[]) as c (run, name, reason), run r
     where s.run = c.run and s.name = c.name and s.state = 'ready'
       and (s.state, s.reason) <> ($1, c.reason) and r.id = s.run and r.state = 'running'`,
    [
      state,
      changes.map(({ run }) => run),
      changes.map(({ name }) => name),
      changes.map(({ reason }) => reason),
    ],
  );
}
