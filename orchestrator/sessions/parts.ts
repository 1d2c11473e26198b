import type { SessionLimits } from '../model/session.ts';
import type { Clock, EngineStore } from '../ports/ports.ts';
import type { SessionFiles } from '../ports/sessions.ts';

/** What the sessions need of the world. */
export interface SessionParts {
  store: Pick<EngineStore, 'sessions' | 'attempts'>;
  files: SessionFiles;
  clock: Pick<Clock, 'steady'>;
  limits: SessionLimits;
  /** Seconds that a kill may have no effect before the host is killed. */
  patience: number;
  /** Makes the id of a new session. */
  newId: () => string;
}
