/** The columns of each table, under the names of the model, and lists of states. */
import { OPEN } from '../model/attempt.ts';
import { ACTIVE, OVER } from '../model/run.ts';

export const RUN = `r.id, r.pipeline, r.slot, r.slot_start as "slotStart", r.slot_end as "slotEnd", r.params, r.priority,
  r.state, r.reason, r.version, r.release, r.full_refresh as "fullRefresh", r.created, r.started, r.ended`;
export const STAGE = `s.run, s.name, s.state, s.reason, s.not_before as "notBefore", s.driver_scale as "driverScale",
  s.executor_scale as "executorScale", s.started, s.ended`;
export const ATTEMPT = `a.id, a.run, a.stage, a.number, a.state, a.reason, a.driver, a.application, a.killing, a.result,
  a.error, a.diagnosis, a.counted, a.waiting_since as "waitingSince", a.created, a.submitted, a.ended`;

/** Written into statements as literals: PostgreSQL uses a partial index only if the statement names the index's states. */
export const ACTIVE_RUN = listed(ACTIVE);
export const IS_OVER = listed(OVER);
export const OPEN_ATTEMPT = listed(OPEN);

function listed(states: readonly string[]): string {
  return `(${states.map((state) => `'${state}'`).join(', ')})`;
}
