/** The columns of each table, named as the model names them. */
export const RUN = `r.id, r.pipeline, r.slot, r.state, r.reason, r.release, r.definition, r.created, r.started, r.ended`;
export const STAGE = `s.run, s.name, s.state, s.reason, s.not_before as "notBefore", s.started, s.ended`;
export const ATTEMPT = `a.id, a.run, a.stage, a.number, a.state, a.reason, a.driver, a.application, a.result, a.error,
  a.counted, a.log, a.created, a.submitted, a.ended`;
