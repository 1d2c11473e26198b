/** The columns of each table, named as the model names them. */
export const RUN = `r.id, r.pipeline, r.slot, r.slot_start as "slotStart", r.slot_end as "slotEnd", r.params, r.priority,
  r.state, r.reason, r.version, r.release, r.full_refresh as "fullRefresh", r.created, r.started, r.ended`;
export const STAGE = `s.run, s.name, s.state, s.reason, s.not_before as "notBefore", s.driver_scale as "driverScale",
  s.executor_scale as "executorScale", s.started, s.ended`;
export const ATTEMPT = `a.id, a.run, a.stage, a.number, a.state, a.reason, a.driver, a.application, a.killing, a.result,
  a.error, a.diagnosis, a.counted, a.waiting_since as "waitingSince", a.created, a.submitted, a.ended`;
