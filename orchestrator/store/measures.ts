import type { Measures, PipelineMeasures } from '../ports/measures.ts';
import type { Db } from './connect.ts';

/** Counts runs, stages and pipelines, for the metrics. */
export async function measures(db: Db): Promise<Measures> {
  const [runs, stages, pipelines] = await Promise.all([
    db.query<Measures['runs'][number]>(
      `select pipeline, state, count(*)::int as count from run group by pipeline, state`,
    ),
    db.query<Measures['stages'][number]>(
      `select s.state, count(*)::int as count from stage s join run r on r.id = s.run
       where r.state in ('queued', 'running', 'killing') group by s.state`,
    ),
    db.query<PipelineMeasures>(
      `select p.name, p.paused is not null as paused, p.next_slot as "nextSlot", newest.ended as "lastSuccess",
         extract(epoch from newest.ended - newest.started)::float8 as "lastSeconds",
         (select min(created) from run where pipeline = p.name and state = 'queued') as "oldestQueued"
       from pipeline p left join lateral (
         select started, ended from run where pipeline = p.name and state = 'succeeded' order by ended desc limit 1
       ) newest on true order by p.name`,
    ),
  ]);
  return { runs: runs.rows, stages: stages.rows, pipelines: pipelines.rows };
}
